export { type Announcement, announceDay, type Effect, type Shifted, tryOut, withdrawDay } from './announcement.ts'
export { type CalendarDayValue, calendarOf, calendarOfUnit, loadCalendars, type SessionValue } from './calendar.ts'
export {
  flowOf,
  type Moved,
  type MoveRequest,
  move,
  moveMany,
  moveTask,
  recall,
  startCase,
  withClocks,
} from './case.ts'
export type { ShownClock } from './clock.ts'
export { addComment, type Comment, handles, listComments } from './comment.ts'
export {
  type Asked,
  type Asks,
  type Clocks,
  type Context,
  type Flow,
  type FlowOptions,
  type Flows,
  flow,
  type Move,
  type MoveWho,
  type NewClock,
  type NewNotice,
  type NewTask,
  type NoticeTo,
  type Patch,
  type Sight,
  type State,
  type StateOf,
  type TaskRow,
  type Tone,
} from './flow.ts'
export { openTasksOf, passOnTasks } from './hand-over.ts'
export { listNotices, type Notice, notify, readNotices, unreadNotices } from './notice.ts'
export { nextNumber } from './number.ts'
export { type CaseClockShown, type CasePage, caseOf, movesOf } from './page.ts'
export { type QueuePage, type QueueQuery, type QueueScope, queue } from './queue.ts'
export { refuseCase } from './refusals.ts'
export { caseJobs, type Reminded, remind } from './reminder.ts'
export type { FieldShown, MoveShown, TaskShown } from './shown.ts'
export { casesSchema } from './tables.ts'
export { assign, colleaguesOf, findTask, getTask, take } from './task.ts'
