// What the evaluation's operations answer; the types are made from the operations themselves.
import type { components } from "../api/schema";

type Schemas = components["schemas"];

// Statistics.
export type StatItem = Schemas["StatItem"];
export type StatRatio = Schemas["StatRatio"];
export type StatCheck = Schemas["StatCheck"];
export type StatDefinitions = Schemas["StatDefinitions"];
export type ReportState = NonNullable<Report["state"]>;
export type Report = Schemas["Report"];
export type ReportValue = Schemas["ReportValue"];
export type ReportFinding = Schemas["ReportFinding"];
export type ReportRevision = Schemas["ReportRevision"];
export type BatchAnswer = Schemas["BatchAnswer"];
export type BoardPage = Schemas["BoardPage"];
export type BoardRow = Schemas["BoardRow"];
export type BoardPeriod = Schemas["BoardPeriod"];
export type MissingPage = Schemas["MissingPage"];
export type MissingRow = Schemas["MissingRow"];
export type StatPeriod = Schemas["StatPeriod"];
export type UploadAnswer = Schemas["UploadAnswer"];
export type ZoneTotals = Schemas["ZoneTotals"];
export type TotalRow = Schemas["TotalRow"];
export type RatioRow = Schemas["RatioRow"];
export type Series = Schemas["Series"];
export type Ranking = Schemas["Ranking"];
export type RankedZone = Schemas["RankedZone"];
export type ContextFigure = Schemas["ContextFigure"];

// Dynamic management.
export type ManagementScheme = Schemas["ManagementScheme"];
export type ManagementRule = Schemas["ManagementRule"];
export type ManagementDeduction = Schemas["ManagementDeduction"];
export type YearResultRow = Schemas["YearResultRow"];
export type ImportedResults = Schemas["ImportedResults"];
export type ZoneVerdict = Schemas["ZoneVerdict"];
export type VerdictYear = Schemas["VerdictYear"];
export type ManagementCase = Schemas["ManagementCase"];
export type CaseState = ManagementCase["state"];

// Index systems.
export type IndexSystem = Schemas["IndexSystem"];
export type IndexIndicator = Schemas["IndexIndicator"];
export type IndexItem = Schemas["IndexItem"];
export type IndexGate = Schemas["IndexGate"];
export type IndexMethod = Schemas["IndexMethod"];
export type IndexFinding = Schemas["IndexFinding"];
export type IndexSystemRow = Schemas["IndexSystemRow"];
export type IndexSystemAnswer = Schemas["IndexSystemAnswer"];
export type IndexCheckAnswer = Schemas["IndexCheckAnswer"];

// Runs of an index system.
export type Run = Schemas["IndexRun"];
export type RunHead = Schemas["RunHead"];
export type RunPage = Schemas["RunPage"];
export type RunRow = Schemas["RunRow"];
export type RunResult = Schemas["RunResult"];
export type RunElement = Schemas["RunElement"];
export type RunOptions = Schemas["RunOptions"];
export type RunProof = Schemas["RunProof"];
export type RunExplanation = Schemas["RunExplanation"];
export type ExplainedCell = Schemas["ExplainedCell"];
export type EnterpriseContribution = Schemas["EnterpriseContribution"];
export type UncertaintyAnswer = Schemas["UncertaintyAnswer"];
export type UnitUncertainty = Schemas["UnitUncertainty"];
export type SensitivityAnswer = Schemas["SensitivityAnswer"];
export type SobolRow = Schemas["SobolRow"];
export type WhatIfRunAnswer = Schemas["WhatIfRunAnswer"];
export type RunChange = Schemas["RunChange"];
export type RunComparison = Schemas["RunComparison"];
export type ComparedUnit = Schemas["ComparedUnit"];
export type WeightAnswer = Schemas["WeightAnswer"];

// The bulletin.
export type Bulletin = Schemas["Bulletin"];
export type BulletinFigure = Schemas["BulletinFigure"];
export type BulletinZone = Schemas["BulletinZone"];

// Planning.
export type PlanningBasis = Schemas["PlanningBasis"];
export type PlanningValue = Schemas["PlanningValue"];
export type PlanningCellPage = Schemas["PlanningCellPage"];
export type PlanningCell = Schemas["PlanningCell"];
export type ScreeningAnswer = Schemas["ScreeningAnswer"];
export type IndustryProposal = Schemas["IndustryProposal"];
export type OverlapAnswer = Schemas["OverlapAnswer"];
export type OverlapPair = Schemas["OverlapPair"];
export type ShiftShareAnswer = Schemas["ShiftShareAnswer"];
export type ShiftShareIndustry = Schemas["ShiftShareIndustry"];
export type RegionalMeasures = Schemas["RegionalMeasures"];
export type RegionalRegion = Schemas["RegionalRegion"];
export type AllocationAnswer = Schemas["AllocationAnswer"];
export type AllocationRow = Schemas["AllocationRow"];
export type ParkStageList = Schemas["ParkStageList"];
export type ParkStage = Schemas["ParkStage"];
export type ParkStageConditionResult = Schemas["ParkStageConditionResult"];
export type PlanningRulesRow = Schemas["PlanningRulesRow"];
export type PlanningTable = Schemas["PlanningTable"];
