import type { Coverage, LineCoverage } from '../core/coverage/coverage.ts'

/** What a leg has run of so many files of so many lines each: of every three lines two, which ones depends on the leg. */
export function coverageOfLeg(leg: number, { files, lines }: { readonly files: number; readonly lines: number }): Coverage {
  return new Map(
    Array.from({ length: files }, (_, file) => [
      fileOf(file),
      new Map(
        Array.from({ length: lines }, (__, at): [number, LineCoverage] => [
          at + 1,
          { hits: (at + file + leg) % 3 === 0 ? 0 : 1, branches: undefined },
        ]),
      ),
    ]),
  )
}

/** `demo/file12.py`. */
export function fileOf(at: number): string {
  return `demo/file${at}.py`
}
