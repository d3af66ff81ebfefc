export default {
  module: { registry: "Registry", chain: "Industrial chain", project: "Projects", policy: "Policies", evaluation: "Evaluation", access: "Administration" },
  nav: {
    enterprises: "Enterprises", parks: "Parks", imports: "Import", reviews: "Duplicates", codes: "Codes",
    map: "Chain map", weakLinks: "Weak links", targets: "Targets", structure: "Structure",
    users: "Users", zones: "Zones & parks", audit: "Audit trail",
    catalogue: "Catalogue", editor: "Rule editor", matching: "Matching", opportunities: "Proactive list", whatIf: "What-if",
    day: "My day", board: "Board", projects: "Projects", ledger: "Ledger import", teams: "Teams & activities", cases: "Cases", projectSettings: "Settings",
    outlook: "Funnel & forecast", leader: "Leader's dashboard", appraisal: "Appraisal",
    statistics: "Statistics", systems: "Index systems", runs: "Rankings", management: "Dynamic management", planning: "Planning", bulletin: "Bulletin",
  },
  frame: {
    navigation: "Navigation", skip: "Skip to content", signOut: "Sign out", password: "Change password",
    forbidden: "You may not see this page", forbiddenHint: "If your work needs it, ask an administrator for the role under “Users”.",
    notFound: "There is no such page", notFoundHint: "Check the address, or use the navigation on the left.",
  },
  theme: { title: "Appearance", system: "As the system", light: "Light", dark: "Dark" },
  zone: { choose: "Choose a zone or park" },
  signIn: {
    title: "Sign in", tagline: "Complete the chains · keep the promises · serve who came", username: "User name", password: "Password", submit: "Sign in",
    expired: "Your session has ended. Sign in again to return to the same page.",
    help: "No account, or password forgotten? Ask the administrator of your zone.", calculator: "Without signing in: which policies fit your enterprise",
  },
  password: {
    title: "Change password", forced: "After the first sign-in or a reset you must set a password of your own.", current: "Current password", next: "New password",
    again: "New password again", rule: "At least 10 characters", differs: "The two new passwords differ", submit: "Save the new password",
    done: "The password is changed; you are signed out on all other devices.",
  },
  form: { required: "Required", save: "Save", cancel: "Cancel", edit: "Edit", add: "Add", remove: "Remove", close: "Close", saved: "Saved", yes: "Yes", no: "No" },
  failure: { requestId: "Request id", retry: "Try again", bug: "This page has failed", reload: "Load again" },
  keyboard: {
    title: "Keyboard shortcuts", search: "Go to the search box", help: "Show this help", table: "Choose a row of a table and open it", pages: "Turn the table's pages",
  },
  table: {
    search: "Search", columns: "Choose columns", columnsReset: "Back to default", export: "Export", reload: "Refresh", rows: "Rows",
    total: "{{count}} in total", noMatch: "Nothing matches", noMatchHint: "Use fewer words or filters.", clear: "Clear",
  },
};
