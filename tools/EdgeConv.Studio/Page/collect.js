import { drawFrame } from "./collectframe.js";
import { Recorder } from "./collectrecorder.js";
import { Source } from "./collectsource.js";
import { $, amount, make, options, setText, thousands, times } from "./dom.js";
import { fromBase64, get, post } from "./requests.js";

const firstShown = 24, moreShown = 48, maxKeys = 9;

// The cards that collect frames: what to record, and the classes with their frames.
export class Collect {
  // onProject(project) is called with each answer of /api/data; onFrame(frame) with each frame of the source.
  constructor(samples, { onProject, onFrame, onError }) {
    Object.assign(this, { onProject, onError, name: localStorage.getItem("project") ?? "", project: null, rows: new Map() });
    this.source = new Source(samples, {
      onFrame: frame => {
        this.recorder.take(frame);
        onFrame(frame);
      },
      onChange: () => this.showButtons(),
      onError,
    });
    this.recorder = new Recorder(this.source, {
      onSaved: (name, files, frames, total) => this.saved(name, files, frames, total),
      onError,
      onHold: name => this.rows.forEach((row, own) => row.held(own === name)),
    });
    $("class-form").addEventListener("submit", event => this.submit(event, "class-name", name => this.addClass(name)));
    $("project-form").addEventListener("submit", event => this.submit(event, "project-name", name => this.openProject(name, true)));
    $("project").addEventListener("change", () => this.guarded(() => this.openProject($("project").value, false)));
    document.addEventListener("keydown", event => this.key(event, true));
    document.addEventListener("keyup", event => this.key(event, false));
  }

  async guarded(work) {
    try {
      this.onError(null);
      await work();
    } catch (failure) {
      this.onError(failure);
    }
  }

  submit(event, field, work) {
    event.preventDefault();
    const name = $(field).value;
    return this.guarded(async () => {
      await work(name);
      $(field).value = "";
    });
  }

  show(isShown) {
    this.source.show(isShown);
    if (!isShown) this.recorder.release();
  }

  // Reads the project again: its classes and their counts.
  async refresh() {
    const turn = this.turn = (this.turn ?? 0) + 1;
    let project;
    try {
      project = await get(`/api/data?project=${encodeURIComponent(this.name)}`);
    } catch (failure) {
      if (!this.name) throw failure;
      // The project of the last visit is gone.
      this.name = "";
      project = await get("/api/data?project=");
    }
    if (turn !== this.turn) return; // a newer answer is on its way
    if (this.newProject && !project.projects.includes(this.newProject)) project = { ...project, project: this.newProject, path: `${project.root}/${this.newProject}`, classes: [], shape: null, areImages: null, advice: [], problem: "Add two classes or more, one for each thing that the network must tell apart." };
    this.project = project;
    this.recorder.project = project.project;
    options($("project"), [["", "the folder itself"], ...new Set([...project.projects, ...this.newProject ? [this.newProject] : []])].map(item => Array.isArray(item) ? item : [item, item]), project.project);
    setText($("project-path"), project.path);
    this.source.setShape(project.areImages === false ? null : project.shape);
    this.showClasses();
    this.onProject(project);
  }

  // A new project is created with its first class.
  async openProject(name, isNew) {
    this.newProject = isNew && name ? name : null;
    this.name = this.newProject ? "" : name;
    localStorage.setItem("project", this.name);
    this.rows.clear();
    $("classes").replaceChildren();
    await this.refresh();
  }

  async addClass(name) {
    const added = await post("/api/data/class", { project: this.project.project, class: name });
    [this.name, this.newProject] = [added.project, null];
    localStorage.setItem("project", this.name);
    await this.refresh();
    this.rows.get(added.name)?.button.focus();
  }

  showClasses() {
    const { classes, shape, advice } = this.project;
    for (const [name, row] of this.rows) if (!classes.some(one => one.name === name)) {
      row.element.remove();
      this.rows.delete(name);
    }
    classes.forEach((one, i) => {
      if (!this.rows.has(one.name)) this.rows.set(one.name, new ClassRow(one.name, this));
      const row = this.rows.get(one.name);
      if ($("classes").children[i] !== row.element) $("classes").insertBefore(row.element, $("classes").children[i] ?? null);
      row.index = i;
      row.setCount(one);
    });
    this.showBars();
    this.showButtons();
    const frames = classes.reduce((sum, one) => sum + one.frames, 0);
    setText($("classes-info"), frames ? `${amount(frames, "frame")}${shape ? ` of ${times(shape.height, shape.width)}${shape.channels > 1 ? "×" + shape.channels : ""}` : ""}` : "");
    $("classes-hint").hidden = !advice.length;
    setText($("classes-hint"), advice.join(" "));
  }

  showBars() {
    const most = Math.max(1, ...[...this.rows.values()].map(row => row.frames));
    for (const row of this.rows.values()) row.bar.style.width = `${row.frames / most * 100}%`;
  }

  showButtons() {
    const { files } = this.source;
    for (const row of this.rows.values()) row.label(files.length ? `Add ${amount(files.length, "picture")}` : "Hold to record");
  }

  saved(name, files, frames, total) {
    this.rows.get(name)?.added(files, frames, total);
    this.showBars();
    // Counts of all classes, the shape of the first frames, and what is still missing.
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.guarded(() => this.refresh()), this.recorder.held === null ? 0 : 600);
  }

  // The number keys hold the classes, unless the user types.
  key(event, isDown) {
    if (!this.source.isShown || event.ctrlKey || event.altKey || event.metaKey) return;
    const index = Number(event.key) - 1, row = [...this.rows.values()].find(one => one.index === index);
    if (!row || index >= maxKeys) return;
    if (!isDown) return this.recorder.held === row.name && this.recorder.release();
    if (event.target.closest("input:not([type=radio], [type=checkbox]), select, textarea")) return;
    event.preventDefault();
    if (!event.repeat) this.hold(row.name);
  }

  hold(name) {
    this.onError(null);
    this.recorder.hold(name);
    if (this.source.files.length) this.recorder.release();
  }

  async change(path, body) {
    await post(path, { project: this.project.project, ...body });
    await this.refresh();
  }

  // Reads the pictures of a class again, for example after frames were moved to it.
  reload(name) {
    this.rows.get(name)?.load();
  }
}

// A class: its name, its count, the button that records, and its newest frames.
class ClassRow {
  constructor(name, collect) {
    Object.assign(this, { name, collect, frames: 0, files: 0, limit: firstShown, chosen: new Set(), index: 0 });
    this.title = make("input", { class: "class-name", value: name, maxlength: 60, spellcheck: "false", autocomplete: "off", "aria-label": `Name of the class ${name}`, onchange: () => this.rename() });
    this.count = make("span", { class: "num soft" });
    this.text = make("span");
    this.keyLabel = make("kbd", { "aria-hidden": "true" });
    this.button = make("button", {
      type: "button", class: "record",
      onpointerdown: event => {
        if (event.button !== 0) return;
        this.button.setPointerCapture(event.pointerId);
        collect.hold(name);
      },
      onpointerup: () => collect.recorder.release(), onpointercancel: () => collect.recorder.release(),
      onkeydown: event => {
        if (event.key !== " " && event.key !== "Enter") return;
        event.preventDefault();
        if (!event.repeat) collect.hold(name);
      },
      onkeyup: event => (event.key === " " || event.key === "Enter") && collect.recorder.release(),
      onblur: () => collect.recorder.held === name && collect.recorder.release(),
      // A screen reader clicks without a press: one frame.
      onclick: event => {
        if (event.detail !== 0) return;
        collect.hold(name);
        collect.recorder.release();
      },
    }, make("i", { class: "dot" }), this.text, this.keyLabel);
    this.remove = make("button", { type: "button", class: "quiet", text: "Delete", "aria-label": `Delete the class ${name}`, onclick: () => this.ask() });
    this.bar = make("i");
    this.pictures = make("div", { class: "pictures", role: "group", "aria-label": `Frames of ${name}` });
    this.more = make("button", { type: "button", class: "quiet", hidden: true, onclick: () => this.showMore() });
    this.tools = make("div", { class: "tools", hidden: true });
    this.element = make("article", { class: "class", "aria-label": name },
      make("div", { class: "class-head" }, this.title, this.count, this.button, this.remove),
      make("div", { class: "track" }, this.bar), this.pictures, this.tools, this.more);
  }

  label(text) {
    setText(this.text, text);
    setText(this.keyLabel, this.index < maxKeys ? String(this.index + 1) : "");
    this.button.setAttribute("aria-label", `${text} ${text.startsWith("Add") ? "to" : "for"} ${this.name}${this.index < maxKeys ? `, key ${this.index + 1}` : ""}`);
  }

  held(isHeld) {
    this.element.classList.toggle("held", isHeld);
    this.button.classList.toggle("primary", isHeld);
  }

  setCount({ frames, files }) {
    const isNew = files !== this.files || !this.isLoaded;
    Object.assign(this, { frames, files });
    setText(this.count, amount(frames, "frame"));
    if (isNew && this.collect.recorder.held === null) this.load();
    else this.showRest();
  }

  async load() {
    this.isLoaded = true;
    const { project } = this.collect.project, wanted = this.limit, found = [];
    try {
      while (found.length < wanted) {
        const page = await get(`/api/data/frames?project=${encodeURIComponent(project)}&class=${encodeURIComponent(this.name)}&from=${found.length}&count=${Math.min(60, wanted - found.length)}`);
        found.push(...page.frames);
        if (!page.frames.length || found.length >= page.total) break;
      }
    } catch {
      return; // The class was deleted or renamed meanwhile; the next answer about the project says so.
    }
    const focused = document.activeElement?.dataset?.file;
    this.chosen = new Set([...this.chosen].filter(file => found.some(one => one.name === file)));
    this.pictures.replaceChildren(...found.map(one => this.picture(one.name, one.picture && { ...one.picture, values: fromBase64(one.picture.data), min: 0, max: 255 }, one.frames)));
    if (focused) [...this.pictures.children].find(button => button.dataset.file === focused)?.focus();
    this.showTools();
    this.showRest();
  }

  added(files, frames, total) {
    this.frames += total - this.files;
    this.files = total;
    this.isLoaded = true;
    setText(this.count, amount(this.frames, "frame"));
    files.forEach((file, i) => this.pictures.prepend(this.picture(file, frames[i], 1)));
    while (this.pictures.children.length > this.limit) this.pictures.lastChild.remove();
    this.showRest();
  }

  picture(file, frame, frames) {
    const canvas = make("canvas", { width: 1, height: 1 });
    if (frame) queueMicrotask(() => drawFrame(canvas, frame));
    return make("button", {
      type: "button", "data-file": file, "aria-pressed": String(this.chosen.has(file)), "aria-label": `${frames > 1 ? `recording of ${amount(frames, "frame")}` : "frame"} ${file}`, title: file,
      onclick: () => this.toggle(file), onkeydown: event => event.key === "Delete" && this.guardedDelete(this.chosen.size ? [...this.chosen] : [file]),
    }, canvas, ...frames > 1 ? [make("span", { text: thousands(frames) })] : frame ? [] : [make("span", { text: "?" })]);
  }

  toggle(file) {
    this.chosen.has(file) ? this.chosen.delete(file) : this.chosen.add(file);
    for (const button of this.pictures.children) button.setAttribute("aria-pressed", String(this.chosen.has(button.dataset.file)));
    this.showTools();
  }

  showTools() {
    const { size } = this.chosen, others = [...this.collect.rows.keys()].filter(name => name !== this.name);
    this.tools.hidden = size === 0;
    if (!size) return this.tools.replaceChildren();
    const move = make("select", { "aria-label": `Move ${amount(size, "frame")} to another class`, onchange: () => this.move(move.value) });
    options(move, [["", "Move to …"], ...others.map(name => [name, name])]);
    this.tools.replaceChildren(make("span", { class: "num", text: `${size} chosen` }), ...others.length ? [move] : [],
      make("button", { type: "button", text: `Delete ${amount(size, "frame")}`, onclick: () => this.guardedDelete([...this.chosen]) }));
  }

  showRest() {
    const rest = this.files - this.pictures.children.length;
    this.more.hidden = rest <= 0;
    setText(this.more, `Show ${thousands(Math.min(rest, moreShown))} more of ${thousands(this.files)}`);
  }

  showMore() {
    this.limit += moreShown;
    this.load();
  }

  guardedDelete(files) {
    const next = [...this.pictures.children].find(button => !files.includes(button.dataset.file));
    this.chosen.clear();
    return this.collect.guarded(async () => {
      await this.collect.change("/api/data/delete", { class: this.name, files });
      (next?.isConnected ? next : this.button).focus();
    });
  }

  move(to) {
    if (!to) return;
    const files = [...this.chosen];
    this.chosen.clear();
    return this.collect.guarded(async () => {
      await this.collect.change("/api/data/move", { class: this.name, files, to });
      this.button.focus();
    });
  }

  rename() {
    const to = this.title.value;
    this.title.value = this.name;
    return this.collect.guarded(() => this.collect.change("/api/data/rename", { class: this.name, to }));
  }

  // Asks before a class with frames is deleted.
  ask() {
    const remove = () => this.collect.guarded(async () => {
      try {
        await post("/api/data/remove", { project: this.collect.project.project, class: this.name });
      } finally {
        await this.collect.refresh();
      }
      $("class-name").focus();
    });
    if (!this.files) return remove();
    const no = make("button", { type: "button", text: "Keep it", onclick: () => { question.replaceWith(this.remove); this.remove.focus(); } });
    const question = make("span", { class: "ask" }, make("button", { type: "button", class: "danger", text: `Delete ${amount(this.frames, "frame")}`, onclick: remove }), no);
    this.remove.replaceWith(question);
    no.focus();
  }
}
