export default {
  invented: "示范", yuan: "元", days: "{{count}} 天", amountUnknown: "金额尚未填写,不计入合计", unknownHelp: "尚未填写",
  person: { me: "{{name}}(我)", choose: "选择人员" },
  field: { chainNode: "产业链环节", noNode: "没有找到这个环节", typeNode: "输入环节名称查找" },
  due: { answer: "答复", assess: "研判", feedback: "反馈", report: "进展报告", late: "{{kind}}已逾期 {{days}} 天", today: "今天须{{kind}}", in: "{{days}} 天内须{{kind}}" },
  age: {
    inStage: "本阶段 {{days}} 天", inStageHelp: "进入本阶段以来的天数", stagnant: "{{days}} 天无进展", stagnantHelp: "超过本区设置的天数没有任何动态",
    tooLong: "滞留 {{days}} 天", tooLongHelp: "在本阶段停留超过本区设置的天数",
  },
  problem: { missing: "缺", unverified: "待核实", expired: "已过期", condition: "不符合" },
  requirement: {
    all: "进入下一阶段所需的资料和证明材料已齐备。", toEvidence: "查看证明材料", saveFields: "保存所填", upload: "上传", mark: "{{stage}}前必填",
    count: "进入“{{stage}}”还缺 {{count}} 项,已在下方标出。",
  },
  move: {
    title: "{{name}} → {{stage}}", submit: "进入{{stage}}", back: "退回", missing: "进入“{{stage}}”还缺 {{count}} 项,可以直接在这里补齐:", ready: "可以进入“{{stage}}”。",
    skips: "阶段须逐个推进,先进入“{{next}}”。", effectiveOn: "发生日期", effectiveOnHelp: "实际发生的日子,不能晚于今天", note: "说明", noteRequired: "退回须说明原因",
  },
  override: {
    ask: "材料确实无法补齐?申请破例推进", help: "破例须写明原因,由另一位有审批权限的人员批准;批准后项目进入该阶段,并永久记录所缺项。", reason: "破例原因", submit: "提交破例申请",
    pending: "破例申请正在等待另一位人员审批。", title: "破例审批", from: "推进", missing: "所缺", requested: "申请", state: "结果", approve: "同意", refuse: "不同意", note: "审批意见",
    states: { pending: "待审批", approved: "已同意", refused: "不同意" }, empty: "没有破例申请", emptyHint: "推进阶段时如有确实无法补齐的材料,可在推进窗口里申请。", own: "您是申请人,须由另一位人员审批。",
  },
  conflict: { title: "其他人刚刚修改过这个项目", help: "重新载入可看到最新内容;也可以在最新内容之上再做一次您的操作。", reload: "重新载入", moveAgain: "仍进入{{stage}}", saveAgain: "在最新内容上保存" },
  status: { title: "{{name}}:变更状态", change: "变更状态", reason: "原因", lostTo: "流失去向", lostToHelp: "项目最终落户的地区", on: "日期" },
  board: {
    title: "项目看板", help: "拖动卡片推进阶段;也可用方向键选择、按 ] 推进、按 [ 退回,或用卡片右上角的菜单。", open: "打开", report: "写进展报告", actions: "{{name}} 的操作", toNext: "进入“{{stage}}”", backTo: "退回“{{stage}}”", toEarlier: "退回",
    noOwner: "无负责人", without: "另有 {{count}} 个项目投资额未填,不在合计中", emptyColumn: "没有项目", more: "共 {{count}} 个,在列表中查看", refused: "“{{name}}”没有移动", moved: "“{{name}}”已进入{{stage}}",
    stagnant: "只看停滞", overdue: "只看逾期", noMatch: "没有符合条件的项目", noMatchHint: "请放宽搜索词或筛选条件。", empty: "还没有项目", emptyHint: "登记第一条线索,或导入现有的项目台账。",
  },
  list: { title: "项目列表", help: "全部项目,可搜索、排序、筛选和导出。导出的台账可以再导入。", search: "名称、编号、投资方、代码", none: "没有找到项目", reported: "首报", reportedElsewhere: "本区首报、他区承办" },
  project: {
    name: "项目名称", number: "编号", investor: "投资方", stage: "阶段", status: "状态", owner: "负责人", totalInvestment: "计划总投资", fixedInvestment: "固定资产投资", industry: "行业", chainNode: "产业链环节",
    daysInStage: "本阶段天数", warnings: "提醒", lastActivity: "最近动态", createdAt: "登记时间", signedOn: "签约日期", hostZone: "承办", creditCode: "统一社会信用代码", foreignId: "境外投资者编号", source: "项目来源",
    introducer: "引荐人", jobs: "新增就业", expansion: "增资扩产", expansionOf: "原项目", historical: "历史项目(导入时已在后期阶段)", merged: "已并入",
  },
  lead: {
    title: "登记线索", help: "边填边查重:如其他园区已登记同一项目,会提示负责人和阶段。", enterprise: "企业名录中的企业", enterpriseHelp: "选择后自动带出名称、代码和行业;名录中没有的,可直接填写下面各项。", nameOf: "{{name}}项目",
    creditCodeHelp: "境内企业填写,18 位", foreignIdHelp: "境外投资者没有信用代码时填写", sourceHelp: "例如:产业链薄弱环节、以商招商、展会、中介机构", parent: "是哪个项目的增资扩产", parentHelp: "增资扩产只按新增部分计算", submit: "登记",
    fromTarget: "转为线索", fromTargetDone: "已登记为线索",
  },
  duplicate: {
    title: "可能已有 {{count}} 个相同项目", hit: "{{zone}}的{{owner}}已登记,目前在“{{stage}}”阶段({{because}}),保护期至 {{until}}。", none: "没有发现相同的项目。", distinct: "不是同一个项目的理由", distinctHelp: "名称相近但确非同一项目时填写,记入项目历程。信用代码相同且在他人保护期内的不能登记。",
    because: { credit_code: "信用代码相同", foreign_id: "境外编号相同", name: "名称相同或相近" },
  },
  tabs: { overview: "概况", timeline: "历程", evidence: "证明材料", commitments: "承诺与兑付", selection: "研判与要素", claims: "首报与业绩", people: "团队", tasks: "任务", approvals: "审批" },
  position: {
    title: "位置", unknown: "还没有填写经纬度。", longitude: "经度", latitude: "纬度", here: "取当前位置", denied: "浏览器没有给出位置,请允许定位或手工填写。", label: "{{name}}位于经度 {{lon}}、纬度 {{lat}}",
    caption: "经度 {{lon}}°,纬度 {{lat}}°;浅色为本区其他 {{others}} 个项目",
  },
  timeline: {
    kind: "类别", on: "日期", text: "内容", photo: "拍照或选择照片", saved: "已记录", effective: "发生于 {{on}}", empty: "没有这类记录", emptyHint: "走访、洽谈和报告都可以记在这里。",
    add: { visit: "记走访", report: "写报告", note: "加备注" },
  },
  detail: { reason: "原因", note: "说明", text: "内容", filename: "文件", kind: "类别", longitude: "经度", latitude: "纬度", missing: "所缺", status: "状态", stage: "阶段" },
  evidence: {
    kind: "材料类别", file: "文件", photo: "拍照", choose: "选择文件", issuer: "出具单位", issuedOn: "出具日期", expiresOn: "有效期至", upload: "上传",
  },
  imports: { title: "台账导入" },
};
