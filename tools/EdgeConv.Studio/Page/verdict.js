import { $, make, setText, thousands } from "./dom.js";

// The table of all known boards: whether a program with the network would start there, and the time of an inference.
export function showVerdict(answer) {
  $("boards").classList.toggle("waiting", !answer);
  if (!answer) return setText($("boards-info"), "counting the instructions …");
  const { cost, engine, boards } = answer;
  setText($("boards-info"), `${thousands(answer.instructions)} IL instructions on the ${engine} engine`);
  const rows = boards.map(board => make("tr", {},
    make("td", { class: board.fits ? "good" : "bad" }, make("span", { "aria-hidden": "true", text: board.fits ? "✓" : "✗" }), make("span", { class: "hidden", text: board.fits ? "fits" : "does not fit" })),
    make("th", { scope: "row", text: board.title }),
    make("td", { class: "num", text: `${board.milliseconds} ms` }),
    make("td", { class: "soft", text: board.measured ? "measured" : "computed from its clock" }),
    make("td", { class: "soft board-verdict", text: board.verdict })));
  const heads = ["", "board", "one inference", "time", "memory"];
  $("board-rows").replaceChildren(make("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Boards" }, make("table", { class: "boards" }, make("thead", {}, make("tr", {}, ...heads.map((text, i) => make("th", { scope: "col", text, class: i === 2 ? "num" : "" })))), make("tbody", {}, ...rows))));
  setText($("verdict"), `A program with this network needs ${thousands(cost.needed)} bytes of heap in all.`);
}

export function showNoVerdict(reason) {
  $("boards").classList.remove("waiting");
  $("board-rows").replaceChildren();
  setText($("boards-info"), "");
  setText($("verdict"), reason);
}
