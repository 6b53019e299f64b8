import { type Lang, useLanguage, type Words } from '#kernel/channels/officer'

const w = (vi: string, en: string): Words => ({ vi, en })
const text = {
  none: w('Chưa đủ kỳ để vẽ.', 'Too few periods to draw.'),
  period: w('Kỳ', 'Period'),
  share: w('Điểm quy đổi', 'Points of 100'),
  table: w('Bảng số', 'As a table'),
}
const WIDTH = 560
const HEIGHT = 180
const LEFT = 34
const BOTTOM = 24

const two = (value: number, lang: Lang): string =>
  value.toLocaleString(lang === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: 2 })
/** '2026-09' → '9/26', '2026-Q3' → 'Q3/26', '2026' → '2026'. */
const short = (key: string): string => {
  const [year = '', part] = key.split('-')
  return part ? `${part.replace(/^0/, '')}/${year.slice(2)}` : year
}

/** The share of points over the last periods, from 0 to 100; the same numbers stand in a table beneath. */
export function Trend({ points, lang }: { points: readonly { period: string; share: number | null }[]; lang: Lang }) {
  const { say } = useLanguage()
  const known = points.filter((point) => point.share !== null)
  if (known.length === 0) return <p className="nothing">{say(text.none)}</p>
  const step = points.length > 1 ? (WIDTH - LEFT - 16) / (points.length - 1) : 0
  const x = (place: number): number => LEFT + 8 + place * step
  const y = (share: number): number => 8 + ((HEIGHT - BOTTOM - 8) * (100 - share)) / 100
  // A period without work breaks the line: nothing is drawn through it.
  const pieces: string[] = []
  let piece = ''
  for (const [place, point] of points.entries()) {
    if (point.share === null) {
      if (piece) pieces.push(piece)
      piece = ''
    } else piece += `${piece ? 'L' : 'M'}${x(place).toFixed(1)} ${y(point.share).toFixed(1)}`
  }
  if (piece) pieces.push(piece)
  const said = known.map((point) => `${short(point.period)}: ${two(point.share ?? 0, lang)}`).join('; ')
  return (
    <>
      <svg className="quality-trend" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={said}>
        {[0, 25, 50, 75, 100].map((share) => (
          <g key={share}>
            <line x1={LEFT} x2={WIDTH} y1={y(share)} y2={y(share)} />
            <text x={LEFT - 6} y={y(share) + 4} textAnchor="end">
              {share}
            </text>
          </g>
        ))}
        {pieces.map((line) => (
          <path key={line} d={line} />
        ))}
        {points.map((point, place) =>
          point.share === null ? null : <circle key={point.period} cx={x(place)} cy={y(point.share)} r={4} />,
        )}
        {points.map((point, place) => (
          <text
            key={point.period}
            x={x(place)}
            y={HEIGHT - 6}
            textAnchor={place === points.length - 1 ? 'end' : 'middle'}
            data-rare={(points.length - 1 - place) % 2 === 1 || undefined}
          >
            {short(point.period)}
          </text>
        ))}
      </svg>
      <details className="quality-table">
        <summary>{say(text.table)}</summary>
        <table className="inner">
          <thead>
            <tr>
              <th scope="col">{say(text.period)}</th>
              <th scope="col" data-align="end">
                {say(text.share)}
              </th>
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={point.period}>
                <th scope="row">{short(point.period)}</th>
                <td data-align="end" className="figures">
                  {point.share === null ? '–' : two(point.share, lang)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  )
}
