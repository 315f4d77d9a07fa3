import type { SuiteRun } from './suite-run.ts'

/** `Python 3.11`, `Python 3.14t`, `PyPy 3.11`: the label of a python as people say it. */
export function pythonTitle(label: string): string {
  return label.startsWith('pypy') ? `PyPy ${label.slice('pypy'.length)}` : `Python ${label}`
}

/** How a suite's tests are called among the run's: `clkhash 0.18.1 on Python 3.11 (windows_x86): unit`. `leg` is empty where the job has none. */
export function runTitle(
  { suite, project, version, python }: Pick<SuiteRun, 'suite' | 'project' | 'version' | 'python'>,
  leg: string,
): string {
  const package_ = version === '' ? project : `${project} ${version}`
  return `${package_} on ${pythonTitle(python)}${leg === '' ? '' : ` (${leg})`}: ${suite}`
}
