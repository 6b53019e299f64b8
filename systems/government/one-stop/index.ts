export { type DossierFigures, dossierFigures, type Share } from './figures.ts'
