// The tab that collects frames in classes and trains a network with them.
export function startTrain() {
}
