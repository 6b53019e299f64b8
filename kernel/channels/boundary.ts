import { refusals } from '#ground/refusal'
import { parseField, place } from '#kernel/records'
import type { Schema, Tx } from '#kernel/store'
import { sight, writeFact } from '#kernel/trust'

export const refuseBoundary = refusals('boundary', {
  'not-geojson': {
    kind: 'invalid',
    vi: 'Tệp không phải GeoJSON FeatureCollection. Hãy kiểm tra lại tệp ranh giới.',
    en: 'The file is not a GeoJSON FeatureCollection.',
  },
  'no-code': {
    kind: 'invalid',
    vi: 'Hình thứ {index} không có thuộc tính "code" trùng mã xã, phường nào.',
    en: 'Feature {index} has no "code" property of a known commune.',
  },
})

export const channelsSchema: Schema = {
  routines: [],
  tables: [
    {
      name: 'sen.boundary',
      comment: 'Imported outlines of communes; without them maps are drawn as hexagon tiles and say so',
      columns: {
        code: { type: 'text' },
        shape: { type: 'jsonb' },
        source: { type: 'text' },
        imported_at: { type: 'timestamptz' },
      },
      primaryKey: ['code'],
      policies: {
        read: { for: 'select', using: 'true' },
        add: { for: 'insert', check: sight.house },
        change: { for: 'update', using: sight.house, check: sight.house },
      },
      grants: ['select', 'insert', 'update'],
    },
  ],
}

/** Takes outlines of communes from a GeoJSON FeatureCollection (WGS84); all or nothing. Returns how many were new or changed. */
export async function importBoundaries(
  tx: Tx,
  collection: unknown,
  known: ReadonlySet<string>,
  source: string,
): Promise<{ read: number; changed: number }> {
  const features = (collection as { type?: string; features?: unknown[] } | null)?.features
  if ((collection as { type?: string } | null)?.type !== 'FeatureCollection' || !Array.isArray(features))
    throw refuseBoundary['not-geojson']()
  const spec = place().required().spec
  const rows = features.map((feature, index) => {
    const { properties, geometry } = feature as { properties?: { code?: unknown }; geometry?: unknown }
    const code = String(properties?.code ?? '')
    if (!known.has(code)) throw refuseBoundary['no-code']({ index: index + 1 })
    return { code, shape: parseField(spec, geometry, 'geometry', code) }
  })
  const changed = await tx.query(
    `insert into sen.boundary (code, shape, source, imported_at)
     select code, shape, $2, $3 from jsonb_to_recordset($1::jsonb) as r(code text, shape jsonb)
     on conflict (code) do update set shape = excluded.shape, source = excluded.source, imported_at = excluded.imported_at
      where boundary.shape is distinct from excluded.shape returning code`,
    [JSON.stringify(rows), source, tx.now],
  )
  if (changed.length > 0)
    writeFact(tx, {
      kind: 'boundaries-imported',
      system: 'kernel',
      data: { source, read: rows.length, changed: changed.length },
    })
  return { read: rows.length, changed: changed.length }
}
