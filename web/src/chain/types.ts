// What the chain's operations answer; the types are made from the operations themselves.
import type { components } from "../api/schema";

type Schemas = components["schemas"];

export type ChainMapNode = Schemas["ChainMapNode"];
export type ChainMapEdge = Schemas["ChainMapEdge"];
export type ChainMap = Schemas["ChainMap"];
export type ChainFactor = Schemas["ChainFactor"];
export type WeakLinkRow = Schemas["WeakLinkRow"];
export type WeakLinkPage = Schemas["WeakLinkPage"];
export type WeakLinkDetail = Schemas["WeakLinkDetail"];
export type ChainStep = Schemas["ChainStep"];
export type ChainReason = Schemas["ChainReason"];
export type TargetRow = Schemas["ChainTargetRow"];
export type TargetPage = Schemas["ChainTargetPage"];
export type TargetExplanation = Schemas["TargetExplanation"];
export type Exclusion = Schemas["Exclusion"];
export type IoTable = Schemas["IoTableInfo"];
export type SectorRow = Schemas["SectorRow"];
export type CoefficientRow = Schemas["CoefficientRow"];
export type LocationQuotientRow = Schemas["LocationQuotientRow"];
export type ConcordanceEntry = Schemas["ConcordanceEntry"];
export type ChainNodeName = Schemas["ChainNodeName"];
export type ChainNodeDetail = Schemas["ChainNodeDetail"];
export type ChainImportAnswer = Schemas["ChainImportAnswer"];
export type EvaluationRow = Schemas["EvaluationRow"];
export type ChainFactPage = Schemas["ChainFactPage"];
