import type { Ports } from '../../../tasks/GatedRelease/ports.ts'

/** The same ports; `before` is told the number of every deed on this machine: files read, written and unpacked, artifacts fetched, files attached. The last number comes after all. */
export function countDeeds(ports: Ports, before: (nth: number) => void): { readonly ports: Ports; readonly deeds: () => number } {
  let count = 0
  const counted = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key)
        if (typeof value !== 'function') return value
        return (...args: unknown[]): unknown => {
          before(++count)
          return Reflect.apply(value, target, args)
        }
      },
    })
  return {
    ports: {
      ...ports,
      files: counted(ports.files),
      pipeline: counted(ports.pipeline),
      wheelFiles: counted(ports.wheelFiles),
      sdistFiles: counted(ports.sdistFiles),
      artifacts: (project) => counted(ports.artifacts(project)),
    },
    deeds: () => {
      before(++count)
      return count
    },
  }
}
