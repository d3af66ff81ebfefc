export default {
  module: { registry: "企业名录", chain: "产业链", project: "项目", policy: "政策", evaluation: "评价", access: "管理" },
  nav: {
    enterprises: "企业", parks: "园区与协议", imports: "导入", reviews: "疑似重复", codes: "行业与区划",
    map: "产业链图谱", weakLinks: "薄弱环节", targets: "目标企业", structure: "投入产出与区位",
    users: "用户", zones: "区域与园区", audit: "操作记录",
    catalogue: "政策目录", editor: "规则编辑", matching: "企业匹配", opportunities: "主动服务", whatIf: "政策模拟",
    day: "我的一天", board: "项目看板", projects: "项目列表", ledger: "台账导入", teams: "队伍与活动", cases: "违约、退出与转移", projectSettings: "项目设置",
    outlook: "漏斗与预测", leader: "领导驾驶舱", appraisal: "业绩考核",
    statistics: "统计", systems: "指标体系", runs: "评价与排名", management: "动态管理", planning: "产业规划", bulletin: "公报",
  },
  frame: {
    navigation: "导航", skip: "跳到正文", signOut: "退出登录", password: "修改密码",
    forbidden: "您没有查看此页的权限", forbiddenHint: "如工作需要,请联系管理员在“用户”中授予相应角色。",
    notFound: "没有这个页面", notFoundHint: "请检查地址,或从左侧导航进入。",
  },
  theme: { title: "外观", system: "跟随系统", light: "浅色", dark: "深色" },
  zone: { choose: "选择区域或园区" },
  signIn: {
    title: "登录", tagline: "补链招商 · 兑现政策 · 服务企业", username: "用户名", password: "密码", submit: "登录",
    expired: "登录已过期,请重新登录。登录后回到原来的页面。",
    help: "没有账号或忘记密码?请联系本区管理员。", calculator: "无需登录:看看企业能享受哪些政策",
  },
  password: {
    title: "修改密码", forced: "首次登录或密码被重置后,须先设置自己的密码。", current: "当前密码", next: "新密码",
    again: "再次输入新密码", rule: "至少 10 个字符", differs: "两次输入的新密码不一致", submit: "保存新密码",
    done: "密码已修改,其他设备上的登录已失效。",
  },
  form: { required: "必填", save: "保存", cancel: "取消", edit: "编辑", add: "添加", remove: "删除", close: "关闭", saved: "已保存", yes: "是", no: "否" },
  failure: { requestId: "请求编号", retry: "重试", bug: "页面出错了", reload: "重新加载" },
  keyboard: {
    title: "键盘快捷键", search: "转到搜索框", help: "显示本说明", table: "在表格中选择一行并打开", pages: "表格翻页",
  },
  table: {
    search: "搜索", columns: "选择列", columnsReset: "恢复默认", export: "导出", reload: "刷新", rows: "数据行",
    total: "共 {{count}} 条", noMatch: "没有符合条件的记录", noMatchHint: "请放宽搜索词或筛选条件。", clear: "清除条件",
  },
};
