// The modules and their pages: the one list from which routes, navigation and keyboard shortcuts
// come. A page's code is loaded when it is first opened. A new page is one more row here.
import type { ComponentType } from "react";

export interface PageEntry {
  /** Address pattern, as the router reads it. */
  path: string;
  load: () => Promise<{ default: ComponentType }>;
  permission?: string;
  /** Present when the page stands in the navigation: the key below `nav.` in the locale. */
  nav?: string;
  /** The letter after `g` that leads here. */
  letter?: string;
  /** Open without signing in, without the frame. */
  public?: true;
}

export interface ModuleEntry {
  name: string;
  pages: PageEntry[];
}

export const modules: ModuleEntry[] = [
  {
    name: "registry",
    pages: [
      { path: "/registry/enterprises", nav: "enterprises", letter: "e", permission: "registry.read", load: () => import("../registry/enterprises") },
      { path: "/registry/enterprises/:id", permission: "registry.read", load: () => import("../registry/enterprise") },
      { path: "/registry/parks", nav: "parks", letter: "p", permission: "registry.read", load: () => import("../registry/parks") },
      { path: "/registry/imports", nav: "imports", letter: "i", permission: "registry.import", load: () => import("../registry/imports") },
      { path: "/registry/reviews", nav: "reviews", letter: "d", permission: "registry.read", load: () => import("../registry/reviews") },
      { path: "/registry/codes", nav: "codes", letter: "k", permission: "registry.read", load: () => import("../registry/codes") },
    ],
  },
  {
    name: "chain",
    pages: [
      { path: "/chain/map", nav: "map", letter: "m", permission: "chain.read", load: () => import("../chain/map") },
      { path: "/chain/weak-links", nav: "weakLinks", letter: "w", permission: "chain.read", load: () => import("../chain/weak_links") },
      { path: "/chain/targets", nav: "targets", letter: "t", permission: "chain.read", load: () => import("../chain/targets") },
      { path: "/chain/structure", nav: "structure", letter: "s", permission: "chain.read", load: () => import("../chain/structure") },
    ],
  },
  {
    name: "project",
    pages: [
      { path: "/project/day", nav: "day", letter: "y", permission: "project.read", load: () => import("../project/my_day") },
      { path: "/project/board", nav: "board", letter: "b", permission: "project.read", load: () => import("../project/board") },
      { path: "/project/list", nav: "projects", letter: "l", permission: "project.read", load: () => import("../project/list") },
      { path: "/project/new", permission: "project.write", load: () => import("../project/new_lead") },
      { path: "/project/projects/:id", permission: "project.read", load: () => import("../project/project") },
      { path: "/project/imports", nav: "ledger", permission: "project.import", load: () => import("../project/imports") },
      { path: "/project/teams", nav: "teams", permission: "project.read", load: () => import("../project/teams") },
      { path: "/project/cases", nav: "cases", permission: "project.read", load: () => import("../project/cases") },
      { path: "/project/cases/:id", permission: "project.read", load: () => import("../project/case") },
      { path: "/project/outlook", nav: "outlook", permission: "project.read", load: () => import("../project/outlook") },
      { path: "/project/leader", nav: "leader", permission: "project.read", load: () => import("../project/leader") },
      { path: "/project/appraisal", nav: "appraisal", permission: "project.read", load: () => import("../project/appraisal") },
      { path: "/project/appraisal/:id", permission: "project.read", load: () => import("../project/statement") },
      { path: "/project/settings", nav: "projectSettings", permission: "project.read", load: () => import("../project/settings") },
    ],
  },
  {
    name: "policy",
    pages: [
      { path: "/policy/catalogue", nav: "catalogue", letter: "c", permission: "policy.read", load: () => import("../policy/catalogue") },
      { path: "/policy/policies/:id", permission: "policy.read", load: () => import("../policy/policy") },
      { path: "/policy/editor", nav: "editor", letter: "r", permission: "policy.write", load: () => import("../policy/editor") },
      { path: "/policy/editor/:id", permission: "policy.write", load: () => import("../policy/editor") },
      { path: "/policy/enterprise", nav: "matching", letter: "n", permission: "policy.read", load: () => import("../policy/enterprise") },
      { path: "/policy/matches/:id", permission: "policy.read", load: () => import("../policy/matches") },
      { path: "/policy/proactive", nav: "opportunities", letter: "o", permission: "policy.read", load: () => import("../policy/proactive") },
      { path: "/policy/what-if", nav: "whatIf", letter: "f", permission: "policy.read", load: () => import("../policy/what_if") },
      { path: "/calculator", public: true, load: () => import("../policy/calculator") },
    ],
  },
  {
    name: "evaluation",
    pages: [
      { path: "/evaluation/statistics", nav: "statistics", permission: "evaluation.read", load: () => import("../evaluation/statistics") },
      { path: "/evaluation/reports/:period/:enterprise", permission: "evaluation.read", load: () => import("../evaluation/report") },
      { path: "/evaluation/systems", nav: "systems", permission: "evaluation.read", load: () => import("../evaluation/systems") },
      { path: "/evaluation/systems/:id", permission: "evaluation.read", load: () => import("../evaluation/system") },
      { path: "/evaluation/systems/:id/edit", permission: "evaluation.write", load: () => import("../evaluation/system_editor") },
      { path: "/evaluation/runs", nav: "runs", permission: "evaluation.read", load: () => import("../evaluation/runs") },
      { path: "/evaluation/runs/:id", permission: "evaluation.read", load: () => import("../evaluation/run") },
      { path: "/evaluation/management", nav: "management", permission: "evaluation.read", load: () => import("../evaluation/management") },
      { path: "/evaluation/planning", nav: "planning", permission: "evaluation.read", load: () => import("../evaluation/planning") },
      { path: "/evaluation/bulletin", nav: "bulletin", permission: "evaluation.read", load: () => import("../evaluation/bulletin") },
      { path: "/evaluation/cases/:id", permission: "evaluation.read", load: () => import("../evaluation/case") },
    ],
  },
  {
    name: "access",
    pages: [
      { path: "/access/users", nav: "users", letter: "u", permission: "access.read", load: () => import("../access/users") },
      { path: "/access/zones", nav: "zones", letter: "z", permission: "access.write", load: () => import("../access/zones") },
      { path: "/access/audit", nav: "audit", letter: "a", permission: "access.audit", load: () => import("../access/audit") },
    ],
  },
];

export const allPages = modules.flatMap((module) => module.pages);
