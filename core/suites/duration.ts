const seconds = { h: 3600, m: 60, s: 1 }

/** A week: no job lasts longer, and timers of Node end at 24 days. */
const most = 7 * 24 * 3600

/** Reads `90s`, `10m`, `1h30m` or a plain number of minutes, as Azure's `timeoutInMinutes` is; in seconds, 0 for no bound, undefined for what is none or longer than a week. */
export function parseDuration(text: string): number | undefined {
  const written = text.trim().toLowerCase()
  const found = /^\d{1,9}$/.test(written) ? [written] : /^(?=\d)(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?$/.exec(written)
  if (found === null) return undefined
  const [minutes, ...parts] = found
  const [h = '0', m = '0', s = '0'] = parts.length === 0 ? ['0', minutes] : parts
  const all = Number(h) * seconds.h + Number(m) * seconds.m + Number(s)
  return all <= most ? all : undefined
}
