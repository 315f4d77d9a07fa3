/** A string, or what JSON does not have and PowerShell takes: comments, and a comma before a closing bracket. */
const token = /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\/|,(?=(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*[\]}])|\t/g

/**
 * JSON with comments, trailing commas and tabs as plain JSON, every character at its place. Any other text, YAML above all, is returned as it is.
 */
export function withoutComments(text: string): string {
  if (!/^\uFEFF?\s*(?:\{|\/[/*])/.test(text)) return text
  const plain = text.replaceAll(token, (found) => (found.startsWith('"') ? found : found.replaceAll(/[^\r\n]/g, ' ')))
  return isJson(plain.replace(/^\uFEFF/, '')) ? plain : text
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
