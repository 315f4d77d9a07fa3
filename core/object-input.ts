/**
 * Whether an object input holds the object itself, as YAML or JSON, and not the path of a file: then it has several lines, a bracket, or a key.
 */
export function isObjectText(text: string): boolean {
  return /[\n{[]|:(?:\s|$)/.test(text)
}
