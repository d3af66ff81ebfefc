export default {
  users: {
    title: "Users", help: "A user holds a role at a zone, and with it everything below. Disabling a user or taking a role away ends the sessions at once.",
    new: "New user", edit: "User {{name}}", username: "User name", usernameRule: "3 to 64 lower-case letters, digits, dots, hyphens or underscores", displayName: "Name", password: "First password", passwordHelp: "At least 10 characters; must be changed at the first sign-in.",
    grants: "Roles and scope", role: "Role", zone: "Zone", addGrant: "Add a role", state: "State", active: "Active", disabled: "Disabled", disable: "Disable this user",
    mustChange: "Password due", created: "Created", reset: "Reset password", resetTitle: "Temporary password for {{name}}", resetDone: "The password is reset. Tell the person; it must be changed at the first sign-in.",
    search: "User name or name", empty: "No users in this zone yet", emptyHint: "Create a user and give a role, or look from a zone above.", generate: "Generate",
  },
  audit: {
    title: "Audit trail", help: "Who did what, when: every change leaves its row in the same transaction and is never rewritten. Open a row to compare before and after.",
    at: "Time", user: "User", operation: "Operation", entity: "Object", request: "Request id", from: "From", to: "To",
    field: "Field", before: "Before", after: "After", input: "Submitted", noChange: "No before and after recorded.",
    empty: "Nothing recorded yet", emptyHint: "Rows appear here when data are changed.", filterUser: "User name", filterOperation: "Operation", filterEntity: "Kind of object",
  },
  zones: {
    title: "Zones & parks", help: "The tree nation – province – city – hi-tech zone – park. An enterprise is registered at one of them; who looks from above sees what is below.",
    new: "New below", edit: "Change", name: "Name in Chinese", nameEn: "Name in English", code: "Code", codeHelp: "Unique, such as CN-22 or auto-park", level: "Level", region: "Administrative division code",
    demonstration: "Demonstration", choose: "Choose a zone on the left", parent: "Above", children: "{{count}} below", search: "Find by name or code",
    levels: { nation: "Nation", province: "Province", city: "City", zone: "Hi-tech zone", park: "Park" },
  },
};
