import { expect, test } from 'vitest'
import { nationalIdWarnings, parsePhone, readNationalId } from '#ground/ids'
import { findCommune } from './communes.ts'
import { demoAccounts, demoPassword, samplePeople, samplePeopleMax } from './people.ts'

test('made-up people are the same for the same seed, and others for another', () => {
  expect(samplePeople(50, 7)).toEqual(samplePeople(50, 7))
  expect(samplePeople(50, 7)).not.toEqual(samplePeople(50, 8))
  expect(samplePeople(-3)).toEqual([])
  expect(samplePeople(samplePeopleMax + 5)).toHaveLength(samplePeopleMax)
})

test('they carry identity numbers of the right shape that agree with sex and year, and unreal phones, none twice', () => {
  const people = [...samplePeople(2000), ...demoAccounts.map((account) => account.person)]
  expect(new Set(people.map((one) => one.national_id)).size).toBe(people.length)
  expect(new Set(people.map((one) => one.phone)).size).toBe(people.length)
  for (const one of people) {
    const read = readNationalId(one.national_id)
    expect(['082', '087']).toContain(read.place.code)
    expect(read.sex).toBe(one.sex)
    expect(read.birthYear).toBe(Number(one.birth_date.slice(0, 4)))
    expect(parsePhone(one.phone)).toMatch(/^09000\d{5}$/)
    expect(one.full_name).toBe(one.full_name.normalize('NFC'))
    expect(one.address).toContain(findCommune(one.commune)?.name)
    expect(one.email).toMatch(/^mau\.\d{5}@[a-z-]+\.example$/)
    expect(one.sample).toBe(true)
  }
  const first = people[0]
  expect(first && nationalIdWarnings(first.national_id, { sex: first.sex, birthDate: first.birth_date })).toEqual([])
})

test('they live where people live: more in the large communes', () => {
  const people = samplePeople(5000)
  const of = (code: string): number => people.filter((one) => one.commune === code).length
  expect(of('28249')).toBeGreaterThan(of('28270'))
})

test('the demonstration password is long enough to be a password', () => {
  expect(demoPassword.length).toBeGreaterThanOrEqual(12)
})
