import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAnswers } from '#kernel/channels'
import { procedures } from '#province'
import { filedPapers, filingPages, paperSlots, slotsToUpload, wrongOn } from './drafting.ts'
import { answeredRows, hasOwnQuestions, questionsFor, typedAgain, wrongKept, wrongTogether } from './questions.ts'

const today = '2026-11-24'
const fieldsOf = (code: string) => questionsFor(code).flatMap((page) => page.fields)
const birth = {
  child_name: 'Nguyễn Ánh Dương',
  child_birth_date: '2026-10-12',
  child_sex: 'female',
  child_ethnicity: 'Kinh',
  child_nationality: 'Việt Nam',
  child_birth_place: 'Bệnh viện Đa khoa Đồng Tháp',
  child_home_town: 'Cao Lãnh, Đồng Tháp',
  mother_name: 'Nguyễn Thị Ngọc Lan',
  mother_birth_year: '1994',
  relation: 'mother',
}

describe('questions', () => {
  test('no procedure asks two things by one name, nor by a name of filing itself', () => {
    const ofFiling = [
      'phone',
      'email',
      'address',
      'settling',
      'paper_case',
      'papers_later',
      'delivery',
      'delivery_address',
    ]
    for (const { code } of procedures) {
      const names = fieldsOf(code).map((field) => field.name)
      expect(new Set(names).size, code).toBe(names.length)
      expect(
        names.filter((name) => ofFiling.includes(name)),
        code,
      ).toEqual([])
    }
  })

  test('birth, marriage, status, death and land have questions of their own; others the general form', () => {
    const own = procedures.filter((one) => hasOwnQuestions(one.code)).map((one) => one.code)
    expect(own.sort()).toEqual(['1.000656', '1.000894', '1.001193', '1.004873', '1.012753', '1.013978'])
    expect(questionsFor('2.000815').map((page) => page.name)).toEqual(['content'])
    expect(questionsFor('constructor').map((page) => page.name)).toEqual(['content'])
  })

  test('a day that is not, a number that is none and a text too long are said at their place, and what was typed stays', () => {
    const page = questionsFor('1.001193')[0]
    const read = readAnswers(
      page?.fields ?? [],
      { child_name: 'x'.repeat(201), child_birth_date: '31/02/2026', child_sex: 'female' },
      { lang: 'vi', complete: true },
    )
    expect(Object.keys(read.errors).sort()).toEqual([
      'child_birth_date',
      'child_birth_place',
      'child_ethnicity',
      'child_home_town',
      'child_name',
      'child_nationality',
    ])
    expect(read.values.child_birth_date).toBe('31/02/2026')
    const mother = readAnswers(
      questionsFor('1.001193')[1]?.fields ?? [],
      { mother_national_id: '0871949' },
      { lang: 'vi', complete: true },
    )
    expect(mother.errors.mother_national_id?.vi).toContain('0871949')
    expect(mother.values.mother_national_id).toBe('0871949')
  })

  test('kept answers are judged by the same reader as typed ones', () => {
    expect(wrongKept(fieldsOf('1.001193'), birth)).toEqual({})
    expect(Object.keys(wrongKept(fieldsOf('1.001193'), { ...birth, child_birth_date: '31/02/2026' }))).toEqual([
      'child_birth_date',
    ])
  })

  test('numbers, periods, rows and ticks come back as they were kept', () => {
    const land = fieldsOf('1.013978')
    const answers = {
      area: 1234.5,
      dispute: false,
      co_holders: [{ full_name: 'Trần An', national_id: '087094000001' }],
      used_since: '1994',
    }
    const read = readAnswers(land, typedAgain(land, answers), { lang: 'vi', complete: false })
    expect(read.errors).toEqual({})
    expect(read.values).toMatchObject(answers)
    const status = fieldsOf('1.004873')
    const period = { residence_period: { from: '2015-01-01', to: '2020-12-31' } }
    expect(readAnswers(status, typedAgain(status, period), { lang: 'vi', complete: false }).values).toMatchObject(
      period,
    )
  })

  test('any number kept is read back the same', () => {
    const land = fieldsOf('1.013978').filter((field) => field.name === 'area')
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999_999_999 }), (thousandths) => {
        const area = thousandths / 1000
        expect(readAnswers(land, typedAgain(land, { area }), { lang: 'vi', complete: false }).values.area).toBe(area)
      }),
      { seed: 82, numRuns: 300 },
    )
  })

  test('a child without mother and father, or born tomorrow, is refused', () => {
    expect(wrongTogether('1.001193', birth, today)).toEqual({})
    expect(Object.keys(wrongTogether('1.001193', { ...birth, mother_name: ' ' }, today))).toEqual(['father_name'])
    expect(
      wrongTogether('1.001193', { ...birth, child_birth_date: '2026-11-25' }, today).child_birth_date?.vi,
    ).toContain('chưa đến')
    expect(wrongTogether('1.001193', { ...birth, mother_name: '' }, today, new Set(['mother_name']))).toEqual({})
  })

  test('a year is four digits, not ahead of this one', () => {
    expect(wrongTogether('1.001193', { ...birth, mother_birth_year: '94' }, today).mother_birth_year?.vi).toContain(
      '"94"',
    )
    expect(Object.keys(wrongTogether('1.013978', { used_since: '2027' }, today))).toEqual(['used_since'])
    expect(wrongTogether('1.013978', { used_since: '2026' }, today)).toEqual({})
  })

  test('he marries at twenty, she at eighteen, to the day', () => {
    const couple = (his: string, hers: string) =>
      Object.keys(wrongTogether('1.000894', { husband_birth_date: his, wife_birth_date: hers }, today))
    expect(couple('2006-11-24', '2008-11-24')).toEqual([])
    expect(couple('2006-11-25', '2008-11-24')).toEqual(['husband_birth_date'])
    expect(couple('2006-11-24', '2008-11-25')).toEqual(['wife_birth_date'])
  })

  test('a divorce needs its ruling, another purpose its words', () => {
    expect(
      Object.keys(wrongTogether('1.004873', { marital_status: 'divorced', purpose: 'other' }, today)).sort(),
    ).toEqual(['purpose_detail', 'status_paper'])
    expect(wrongTogether('1.004873', { marital_status: 'single', purpose: 'marriage' }, today)).toEqual({})
  })

  test('a dossier reads what she answered in words, dates as dates, nothing that is empty', () => {
    const rows = answeredRows(fieldsOf('1.001193'), {
      ...birth,
      father_name: '',
      mother_residence: 'Số 1 <Ấp "2"> & 3',
    })
    expect(rows).toContainEqual({ label: 'Ngày sinh', value: '12/10/2026' })
    expect(rows).toContainEqual({ label: 'Giới tính', value: 'Nữ' })
    expect(rows).toContainEqual({ label: 'Năm sinh của mẹ', value: '1994' })
    expect(rows).toContainEqual({ label: 'Nơi cư trú của mẹ', value: 'Số 1 <Ấp "2"> & 3' })
    expect(rows.some((row) => row.label.includes('cha'))).toBe(false)
    const land = answeredRows(fieldsOf('1.013978'), {
      co_holders: [{ full_name: 'Trần An', national_id: '087094000001' }],
      dispute: false,
    })
    expect(land).toContainEqual({ label: 'Người cùng đứng tên 1: Họ và tên', value: 'Trần An' })
    expect(land).toContainEqual({ label: 'Đất đang có tranh chấp?', value: 'Không' })
  })
})

describe('pages and papers of a filing', () => {
  const of = (code: string) => {
    const found = procedures.find((one) => one.code === code)
    if (!found) throw new Error(`no procedure ${code}`)
    return found
  }

  test('birth registration goes from the applicant over its questions, case and papers to the summary', () => {
    expect(filingPages(of('1.001193')).map((page) => page.kind)).toEqual([
      'applicant',
      'questions',
      'questions',
      'questions',
      'questions',
      'case',
      'papers',
      'delivery',
      'summary',
    ])
  })

  test('papers of the chosen case are added to those of everyone; the answered form and shown papers are not uploaded', () => {
    const usual = slotsToUpload(paperSlots(of('1.001193'), 'none')).map((slot) => slot.key)
    expect(usual).toEqual(['paper-0-1', 'paper-0-3'])
    expect(slotsToUpload(paperSlots(of('1.001193'), '1')).map((slot) => slot.key)).toEqual([
      'paper-0-1',
      'paper-0-3',
      'paper-1-0',
    ])
    // A procedure on the general form asks for its paper form.
    expect(slotsToUpload(paperSlots(of('1.001022'), null)).map((slot) => slot.item.form !== null)).toEqual([
      true,
      false,
    ])
  })

  test('a required paper that is missing is named; one that is there or not required is not', () => {
    const procedure = of('1.001193')
    const page = filingPages(procedure).find((one) => one.kind === 'papers')
    if (!page) throw new Error('no page of papers')
    const errors = wrongOn(page, procedure, { answers: { paper_case: 'none' }, papers: {} }, today)
    expect(Object.keys(errors)).toEqual(['paper-0-1'])
    expect(errors['paper-0-1']?.vi).toContain('Giấy chứng sinh')
    const chosen = { 'paper-0-1': [{ file: 'f', name: 'a.pdf', size: 1, from: 'upload' as const }] }
    expect(wrongOn(page, procedure, { answers: { paper_case: 'none' }, papers: chosen }, today)).toEqual({})
  })

  test('what is filed says how each paper came', () => {
    const filed = filedPapers(of('1.001193'), {
      answers: { paper_case: 'none', papers_later: ['paper-0-3'] },
      papers: {
        'paper-0-1': [{ file: '01', name: 'giấy.pdf', size: 1, from: 'store' }],
        'paper-9-9': [{ file: '02', name: 'lạ.pdf', size: 1, from: 'upload' }],
      },
    })
    expect(filed.map((paper) => [paper.origin, paper.file, paper.digitised])).toEqual([
      ['electronic', null, 'yes'],
      ['electronic', '01', 'reused'],
      ['original', null, 'no'],
    ])
  })

  test('delivery by post needs an address', () => {
    const procedure = of('1.001193')
    const page = filingPages(procedure).find((one) => one.kind === 'delivery')
    if (!page) throw new Error('no page of delivery')
    expect(Object.keys(wrongOn(page, procedure, { answers: { delivery: 'post' }, papers: null }, today))).toEqual([
      'delivery_address',
    ])
    expect(wrongOn(page, procedure, { answers: { delivery: 'electronic' }, papers: null }, today)).toEqual({})
  })
})
