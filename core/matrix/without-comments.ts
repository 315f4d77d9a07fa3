/** A string, or what JSON does not have and PowerShell takes. Whatever begins one is one, closed or not: so nothing is looked through twice. */
const comment = /"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|\t/g
const lastComma = /"(?:[^"\\\n]|\\.)*"?|,(?=\s*[\]}])/g

/**
 * JSON with comments, trailing commas and tabs as plain JSON, every character at its place. Any other text, YAML above all, is returned as it is.
 */
export function withoutComments(text: string): string {
  if (!/^\uFEFF?\s*(?:\{|\[|\/[/*])/.test(text)) return text
  const plain = text.replaceAll(comment, blank).replaceAll(lastComma, blank)
  return isJson(plain.replace(/^\uFEFF/, '')) ? plain : text
}

function blank(found: string): string {
  return found.startsWith('"') ? found : found.replaceAll(/[^\r\n]/g, ' ')
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
