/** How large a JSON text is inside: levels, lists and objects, and all values together (RFC 8259). */
export interface JsonMeasure {
  depth: number
  containers: number
  values: number
}

/**
 * Measures JSON without making it: a reader pays some fifty bytes for what an attacker wrote in two, and a thread that runs
 * out of memory inside the engine's own reader takes the whole process with it. Text that is no JSON is measured all the
 * same; the reader refuses it after. Text, or its UTF-8 bytes.
 */
export function measureJson(text: string | Uint8Array): JsonMeasure {
  const isText = typeof text === 'string'
  let [level, depth, containers, values, quoted] = [0, 0, 0, 1, false]
  for (let at = 0; at < text.length; at++) {
    const letter = isText ? text.charCodeAt(at) : (text[at] as number)
    if (quoted) {
      if (letter === 0x5c) at++
      else if (letter === 0x22) quoted = false
    } else if (letter === 0x22) quoted = true
    else if (letter === 0x7b || letter === 0x5b) {
      level++
      containers++
      if (level > depth) depth = level
    } else if (letter === 0x7d || letter === 0x5d) level--
    else if (letter === 0x2c) values++
  }
  return { depth, containers, values }
}
