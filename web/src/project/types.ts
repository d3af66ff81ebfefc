// What the project module's operations answer; the types are made from the operations themselves.
import type { components } from "../api/schema";

type Schemas = components["schemas"];

export type Project = Schemas["Project"];
export type ProjectStage = Project["stage"];
export type ProjectStatus = Project["status"];
export type MaskedProject = Schemas["MaskedProject"];
export type Kanban = Schemas["Kanban"];
export type KanbanColumn = Schemas["KanbanColumn"];
export type Missing = Schemas["Missing"];
export type StageCheck = Schemas["StageCheck"];
export type StageRule = Schemas["StageRuleRow"];
export type Vocabulary = Schemas["ProjectVocabulary"];
export type ProjectField = Schemas["ProjectFieldRow"];
export type Override = Schemas["Override"];
export type ProjectEvent = Schemas["ProjectEvent"];
export type ProjectEventPage = Schemas["ProjectEventPage"];
export type Setting = Schemas["ProjectSettingRow"];
export type Person = Schemas["ProjectPerson"];
export type Evidence = Schemas["Evidence"];
export type ProjectTask = Schemas["ProjectTask"];
export type MyDay = Schemas["MyDay"];
export type Calendar = Schemas["CalendarAddress"];
export type Claim = Schemas["ProjectClaim"];
export type CreditShare = Claim["credit"][number];
export type Transfer = Schemas["Transfer"];
export type ProjectMerge = Schemas["ProjectMerge"];
export type Ledger = Schemas["LedgerImport"];
export type LedgerColumn = Schemas["LedgerColumn"];
export type LedgerBadRow = Schemas["LedgerBadRow"];
export type LedgerReport = Schemas["LedgerReport"];
