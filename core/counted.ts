/** `1 wheel`, `2 wheels`, `2 indices`: a number of things in words. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}
