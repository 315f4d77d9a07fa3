const installed = /(?:^|\/)(?:\.git|\.venv|venv|\.tox|\.nox|\.eggs|node_modules|site-packages|__pypackages__)(?:\/|$)/

const leftOver = /(?:^|\/)(?:__pycache__|\.(?:pytest_cache|mypy_cache|ruff_cache|hypothesis)|[^/]+\.egg-info)\/|\.py[co]$/

/** Whether a folder is, or lies below, one in which tools install things: a virtual environment of a usual name, `node_modules`. */
export function isInstalled(folder: string): boolean {
  return installed.test(folder)
}

/** Whether a file that nobody tracks is one that tools have made for themselves: installed, in a cache of theirs, compiled. */
export function isLeftByTools(path: string): boolean {
  return isInstalled(path.slice(0, Math.max(0, path.lastIndexOf('/')))) || leftOver.test(path)
}
