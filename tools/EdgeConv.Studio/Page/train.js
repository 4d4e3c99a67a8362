import { Collect } from "./collect.js";
import { $, setText } from "./dom.js";
import { Job } from "./trainjob.js";
import { trainableNetwork } from "./trainnetwork.js";
import { Result } from "./trainresult.js";
import { Try } from "./traintry.js";

// The tab that collects frames in classes and trains a network with them.
export function startTrain(samples) {
  const tab = document.querySelector("[data-tabs=train]");
  const onError = failure => {
    $("train-error").hidden = !failure;
    setText($("train-error"), failure ? failure.message : "");
  };
  const trial = new Try({ onError });
  const collect = new Collect(samples, { onError, onFrame: frame => trial.take(frame), onProject: project => job.setProject(project) });
  const refresh = () => collect.guarded(() => collect.refresh());
  const result = new Result({ onError, onMoved: refresh });
  const job = new Job({
    ownNetwork: trainableNetwork, onError,
    onDone: (number, project) => collect.guarded(async () => {
      await result.load(number, project);
      trial.setModel(number, result.result);
    }),
  });

  // The tab works only while it is seen; another page or program may change the folder meanwhile.
  let isShown = false;
  const show = () => {
    const now = !tab.hidden && document.visibilityState === "visible";
    if (now === isShown) return;
    isShown = now;
    collect.show(now);
    job.show(now);
    if (now) refresh();
  };
  new MutationObserver(show).observe(tab, { attributeFilter: ["hidden"] });
  document.addEventListener("visibilitychange", show);
  show();
}
