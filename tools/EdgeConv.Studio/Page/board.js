// The tab of the board: connects to it, shows what it does, and changes its settings and its model.
export function startBoard() {
}
