export type { Act, Answers, Field, FieldKind, PeriodAnswer, PlaceAnswer } from './answers.ts'
export { readAct, readAnswers, readNumber } from './answers.ts'
export type { Asset, ScriptName } from './assets.ts'
export { addAssets, assets, assetUrl, edition } from './assets.ts'
export type { Problem } from './errors.ts'
export { offlinePage, problemBody, problemPage } from './errors.ts'
export type { FormParts } from './form.ts'
export { answerSummary, errorSummary, field, fieldId, form, formFields, mayReplace, shown } from './form.ts'
export { gallery } from './gallery.ts'
export type { Piece } from './html.ts'
export { Attributes, attributes, escapeText, Html, html, isSafeUrl, join, raw } from './html.ts'
export type { IconName } from './icons.ts'
export { icon, iconNames, lotus, lotusFile } from './icons.ts'
export type { House, Link, PageParts, Paths, Visitor } from './page.ts'
export { inLanguage, manifest, page, usualNav, usualPaths } from './page.ts'
export type {
  Button,
  ButtonTone,
  ClockState,
  Column,
  FileItem,
  Filter,
  Happening,
  NoticeTone,
  Option,
  Tone,
} from './parts.ts'
export {
  actions,
  breadcrumb,
  button,
  card,
  clockWords,
  confirmation,
  csrfField,
  definitions,
  empty,
  fees,
  fileList,
  heading,
  linkButton,
  linkList,
  loading,
  notice,
  pagination,
  passwordField,
  pill,
  progress,
  qrFigure,
  rating,
  searchBox,
  signInForm,
  steps,
  table,
  tiles,
  timeline,
} from './parts.ts'
export type { Pair, Sight, Theme, Tokens } from './tokens.ts'
export { contrast, difference, pairs, sightNames, tokens } from './tokens.ts'
export type { Lang, Said } from './words.ts'
export { dayText, momentText, moneyText, numberText, say, sizeText } from './words.ts'
