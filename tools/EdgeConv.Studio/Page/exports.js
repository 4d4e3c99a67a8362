import { $, setText } from "./dom.js";
import { fromBase64, post } from "./requests.js";

// The names that the C# compiler of edgeconv takes: letters, digits and _, and no word of the language.
const keywords = new Set(("abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override params private protected public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while "
  + "add alias allows and assembly ascending async await by descending equals extension field file from get global group init into join let managed method module nameof not on or orderby param partial property record remove required scoped select set type typevar unmanaged when where with yield").split(" "));

// Says why a text is no name in C#; "" if it is one.
export function nameRefusal(text) {
  if (!text) return "is missing";
  if (/^[0-9]/.test(text)) return `begins with a digit: write ${"_" + text}`;
  const wrong = [...text].find(letter => !/[A-Za-z0-9_]/.test(letter));
  if (wrong) return `has ${wrong === " " ? "a space" : `the character ${wrong}`}; use letters, digits and _`;
  return keywords.has(text) ? `is a word of C#: write ${text[0].toUpperCase() + text.slice(1)}` : "";
}

const namespaceRefusal = text => text.length > 100 ? "is longer than 100 characters" : text.split(".").map(part => !part ? "has nothing between two dots, or at an end" : nameRefusal(part)).find(Boolean) ?? "";

// Offers files for download. The studio makes them in the same way as the command line. onName is called when a name changed.
export function startExports(model, { onError, onName }) {
  for (const button of document.querySelectorAll("[data-format]")) button.addEventListener("click", async () => {
    try {
      const file = await post("/api/export", { model: model(), format: button.dataset.format, class: className(), namespace: $("export-namespace").value.trim() });
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
  for (const id of ["export-name", "export-namespace"]) $(id).addEventListener("input", () => {
    checkNames();
    onName();
  });
}

// Checks both names; if one is wrong, it says why and the C# class is off.
export function checkNames() {
  const inFirmware = $("export-namespace").value.trim() === "EdgeConv.Firmware", reasons = [["export-name", nameRefusal(className()), "The name of the class"], ["export-namespace", namespaceRefusal($("export-namespace").value.trim()), "The namespace"]];
  for (const [id, reason] of reasons) $(id).setAttribute("aria-invalid", reason !== "");
  const [wrong] = reasons.filter(([, reason]) => reason);
  setText($("export-refusal"), wrong ? `${wrong[2]} ${wrong[1]}.` : "");
  document.querySelector("[data-format=cs]").disabled = Boolean(wrong);
  setText($("export-teach"), wrong ? "" : `The C# class runs fastest. Put ${className()}.cs ${inFirmware ? "into firmware/EdgeConv.Firmware/Models" : `into the project whose namespace is ${$("export-namespace").value.trim()}`} and write new ${className()}() where the loop gets its model. The board loads the .ecm file at run time. Every command of edgeconv reads the .json file, and so does this page.`);
}

// Says why a model cannot be saved as .json; "" if it can.
export function allowJson(reason) {
  document.querySelector("[data-format=json]").disabled = reason !== "";
  setText($("json-refusal"), reason);
}

const className = () => $("export-name").value.trim();

// Name of the .json and .ecm files: my-network for the class MyNetwork.
export const fileName = () => className().replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase().replace(/[^a-z0-9_-]+/g, "-") || "network";
