import type { CasePanel, OfficerView } from '#kernel/channels/officer'

/** Screens of this system in the officer's application. */
export const views: readonly OfficerView[] = []

/** What it adds to the page of a dossier. */
export const panels: readonly CasePanel[] = []
