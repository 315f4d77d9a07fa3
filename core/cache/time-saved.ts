/** Seconds as people say them: `41 s`, `about 6 min`, `about 2 h 10 min`; nothing below one second. */
export function roughTime(seconds: number): string {
  if (seconds < 90) return seconds < 0.5 ? '' : `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `about ${minutes} min`
  const tens = Math.round(seconds / 600)
  const [hours, rest] = [Math.floor(tens / 6), (tens % 6) * 10]
  return `about ${hours} h${rest === 0 ? '' : ` ${rest} min`}`
}

/** What was not built again: `about 6 min saved`, and empty where nobody knows of any time. What some of it took may not be remembered. */
export function timeSaved(seconds: readonly (number | undefined)[]): string {
  const time = roughTime(seconds.reduce((sum: number, one) => sum + (one ?? 0), 0))
  return time === '' ? '' : `${time} saved`
}
