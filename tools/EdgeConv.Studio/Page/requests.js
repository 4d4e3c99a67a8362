// Sends requests to the studio. Every answer is JSON. A refusal is an answer too, because browsers report others as errors of the page.
const headers = { Prefer: "refusal=answer" };

export function toBase64(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}

export function fromBase64(text) {
  const decoded = atob(text), bytes = new Uint8Array(decoded.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = decoded.charCodeAt(i);
  return bytes;
}

export const int8 = text => new Int8Array(fromBase64(text).buffer);

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Error("the studio does not answer any more; start it again with: edgeconv studio");
  }
  if (!response.ok) throw new Error((await response.text()).replace(/^error: /, ""));
  const result = await response.json();
  if (result.refused) throw new Error(result.refused);
  return result;
}

export const get = path => answer(fetch(path, { headers }));

export const post = (path, body) => answer(fetch(path, { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body) }));

// Asks for a part: layers, window or loop. Parts that are asked for in the same turn share one request, because a browser spends more time on a request than the studio on its answer.
let pending = null;
export function ask(part, body) {
  if (!pending) {
    pending = new Map();
    queueMicrotask(send);
  }
  return new Promise((resolve, reject) => pending.set(part, { body, resolve, reject }));
}

async function send() {
  const asked = pending;
  pending = null;
  try {
    if (asked.size === 1) {
      const [[part, { body, resolve }]] = asked;
      return resolve(await post("/api/" + part, body));
    }
    const answers = await post("/api/change", Object.fromEntries([...asked].map(([part, { body }]) => [part, body])));
    for (const [part, { resolve, reject }] of asked) answers[part].error ? reject(new Error(answers[part].error)) : resolve(answers[part]);
  } catch (failure) {
    for (const { reject } of asked.values()) reject(failure);
  }
}

// Returns a function that runs work. If it is called while work is running, work runs once more afterwards, so the newest state is never missed.
export function newest(work) {
  let running = false, again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await work();
      }
    } finally {
      running = false;
    }
  };
}
