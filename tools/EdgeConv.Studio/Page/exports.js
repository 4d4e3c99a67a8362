import { $ } from "./dom.js";
import { fromBase64, post } from "./requests.js";

// Offers files for download. The studio makes them in the same way as the command line.
export function startExports(model, onError) {
  for (const button of document.querySelectorAll("[data-format]")) button.addEventListener("click", async () => {
    try {
      const file = await post("/api/export", { model: model(), format: button.dataset.format, class: className() });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([fromBase64(file.data)]));
      link.download = file.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      onError(null);
    } catch (failure) {
      onError(failure);
    }
  });
}

const className = () => $("export-name").value.trim();

// Name of the .json and .ecm files: my-network for the class MyNetwork.
export const fileName = () => className().replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase().replace(/[^a-z0-9_-]+/g, "-") || "network";
