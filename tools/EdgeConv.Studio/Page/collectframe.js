import { grey } from "./colors.js";

// Frames of the tab Collect and train: { values, height, width, channels, min, max }, values in the sensor's units, HWC.

export const isPicture = frame => frame.min === 0 && frame.max === 255 && (frame.channels === 1 || frame.channels === 3);

// A window over the samples of a 1-D sensor is drawn as lines over time.
export const isWindow = frame => frame.height === 1 && frame.width > 3;

// Returns color(i) of cell i. A sensor's frame is drawn from its own minimum to its own maximum, because it uses a small part of the range,
// but not from noise alone.
export function colors(frame) {
  const { values, channels, min, max } = frame;
  if (isPicture(frame)) return channels === 3 ? i => [values[i * 3], values[i * 3 + 1], values[i * 3 + 2]] : i => grey(values[i]);
  let low = Infinity, high = -Infinity;
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const scale = 255 / Math.max(1, (max - min) / 16, high - low);
  return i => grey(Math.round((values[i * channels] - low) * scale));
}

// Draws a frame on a canvas that is as large as the frame; the page's style enlarges it.
export function drawFrame(canvas, frame) {
  if (isWindow(frame)) return drawLines(canvas, frame);
  const { height, width } = frame, color = colors(frame), context = canvas.getContext("2d");
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const image = context.createImageData(width, height);
  for (let i = 0; i < height * width; i++) image.data.set([...color(i), 255], i * 4);
  context.putImageData(image, 0, 0);
}

// Draws the channels of a window as lines over time.
export function drawLines(canvas, { values, width, channels, min, max }) {
  const style = getComputedStyle(document.documentElement), context = canvas.getContext("2d"), across = 192, down = 128;
  [canvas.width, canvas.height] = [across, down];
  context.fillStyle = style.getPropertyValue("--page");
  context.fillRect(0, 0, across, down);
  context.lineWidth = 1.5;
  for (let c = 0; c < channels; c++) {
    context.strokeStyle = getComputedStyle(canvas).getPropertyValue(["--conv", "--duty", "--depthwise", "--dense", "--pool", "--mix"][c % 6]) || "#888";
    context.beginPath();
    for (let x = 0; x < width; x++) context.lineTo(x / Math.max(1, width - 1) * across, (1 - (values[x * channels + c] - min) / (max - min)) * (down - 4) + 2);
    context.stroke();
  }
}

// Values as the studio takes them: 16-bit integers, little-endian.
export const bytesOf = values => new Uint8Array(Int16Array.from(values).buffer);

// A picture of the studio as a frame.
export const fromPicture = (picture, data) => ({ values: data, height: picture.height, width: picture.width, channels: picture.channels, min: 0, max: 255 });
