// What the page asks of the studio. Every answer is JSON, every refusal one line of text.

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
  return response.json();
}

export const get = path => answer(fetch(path));

export const post = (path, body) => answer(fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));

// Runs work again and again as long as it is asked for while it runs: what comes in between is skipped, the newest never is.
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
