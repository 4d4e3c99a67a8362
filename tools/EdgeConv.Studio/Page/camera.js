// Reads the webcam through the browser, one picture every 100 ms. The pictures go only to the studio on this computer.
const periodMilliseconds = 100;
let stream = null, timer = 0;
const video = document.createElement("video");
video.muted = true;
video.playsInline = true;

export async function startCamera(onPicture) {
  if (!navigator.mediaDevices?.getUserMedia) throw new Error("the browser does not let this page use a camera; open it as http://127.0.0.1");
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 240 }, audio: false });
  } catch (failure) {
    throw new Error(`the camera cannot be used (${failure.name}); allow it in the browser, or choose other frames`);
  }
  video.srcObject = stream;
  await video.play();
  timer = setInterval(() => video.videoWidth && onPicture({ image: video }), periodMilliseconds);
}

export function stopCamera() {
  clearInterval(timer);
  stream?.getTracks().forEach(track => track.stop());
  stream = null;
}

export const cameraRuns = () => stream !== null;
