export default {
  invented: "示范", yuan: "元", days: "{{count}} 天", amountUnknown: "金额尚未填写,不计入合计", unknownHelp: "尚未填写", print: "打印",
  person: {
    me: "{{name}}(我)", choose: "选择人员",
  },
  field: {
    chainNode: "产业链环节", noNode: "没有找到这个环节", typeNode: "输入环节名称查找",
  },
  due: {
    answer: "答复", assess: "研判", feedback: "反馈", report: "进展报告", late: "{{kind}}已逾期 {{days}} 天", today: "今天须{{kind}}", in: "{{days}} 天内须{{kind}}",
  },
  age: {
    inStage: "本阶段 {{days}} 天", inStageHelp: "进入本阶段以来的天数", stagnant: "{{days}} 天无进展", stagnantHelp: "超过本区设置的天数没有任何动态", tooLong: "滞留 {{days}} 天", tooLongHelp: "在本阶段停留超过本区设置的天数",
  },
  problem: {
    missing: "缺", unverified: "待核实", expired: "已过期", condition: "不符合",
  },
  requirement: {
    all: "进入下一阶段所需的资料和证明材料已齐备。", toEvidence: "查看证明材料", to: { selection: "去研判与要素办理", commitments: "去承诺与兑付办理" }, saveFields: "保存所填", upload: "上传", mark: "{{stage}}前必填", count: "进入“{{stage}}”还缺 {{count}} 项,已在下方标出。",
  },
  move: {
    title: "{{name}} → {{stage}}", submit: "进入{{stage}}", back: "退回", missing: "进入“{{stage}}”还缺 {{count}} 项,可以直接在这里补齐:", ready: "可以进入“{{stage}}”。", skips: "阶段须逐个推进,先进入“{{next}}”。",
    effectiveOn: "发生日期", effectiveOnHelp: "实际发生的日子,不能晚于今天", note: "说明", noteRequired: "退回须说明原因",
  },
  override: {
    ask: "材料确实无法补齐?申请破例推进", help: "破例须写明原因,由另一位有审批权限的人员批准;批准后项目进入该阶段,并永久记录所缺项。", reason: "破例原因", submit: "提交破例申请", pending: "破例申请正在等待另一位人员审批。", title: "破例审批", from: "推进", missing: "所缺",
    requested: "申请", state: "结果", approve: "同意", refuse: "不同意", note: "审批意见", states: { pending: "待审批", approved: "已同意", refused: "不同意" }, empty: "没有破例申请",
    emptyHint: "推进阶段时如有确实无法补齐的材料,可在推进窗口里申请。", own: "您是申请人,须由另一位人员审批。", historical: "历史项目",
  },
  conflict: {
    title: "其他人刚刚修改过这个项目", help: "重新载入可看到最新内容;也可以在最新内容之上再做一次您的操作。", reload: "重新载入", moveAgain: "仍进入{{stage}}", saveAgain: "在最新内容上保存",
  },
  status: {
    title: "{{name}}:变更状态", change: "变更状态", reason: "原因", lostTo: "流失去向", lostToHelp: "项目最终落户的地区", on: "日期",
  },
  board: {
    title: "项目看板", help: "拖动卡片推进阶段;也可用方向键选择、按 ] 推进、按 [ 退回,或用卡片右上角的菜单。", open: "打开", report: "写进展报告", actions: "{{name}} 的操作", toNext: "进入“{{stage}}”", backTo: "退回“{{stage}}”",
    toEarlier: "退回", noOwner: "无负责人", without: "另有 {{count}} 个项目投资额未填,不在合计中", emptyColumn: "没有项目", more: "共 {{count}} 个,在列表中查看", refused: "“{{name}}”没有移动", moved: "“{{name}}”已进入{{stage}}",
    stagnant: "只看停滞", overdue: "只看逾期", noMatch: "没有符合条件的项目", noMatchHint: "请放宽搜索词或筛选条件。", empty: "还没有项目", emptyHint: "登记第一条线索,或导入现有的项目台账。",
  },
  list: {
    title: "项目列表", help: "全部项目,可搜索、排序、筛选和导出。导出的台账可以再导入。", search: "名称、编号、投资方、代码", none: "没有找到项目", reported: "首报", reportedElsewhere: "本区首报、他区承办", open: "在办(进行、延期、休眠)", created_from: "登记不早于",
    signed_from: "签约不早于", entered_stage: "曾进入阶段", entered_from: "进入自", entered_to: "进入至", status_from: "状态变更自", status_to: "状态变更至", gone: "流失或放弃",
  },
  project: {
    name: "项目名称", number: "编号", investor: "投资方", stage: "阶段", status: "状态", owner: "负责人", totalInvestment: "计划总投资", fixedInvestment: "固定资产投资", industry: "行业", chainNode: "产业链环节",
    daysInStage: "本阶段天数", warnings: "提醒", lastActivity: "最近动态", createdAt: "登记时间", signedOn: "签约日期", hostZone: "承办", creditCode: "统一社会信用代码", foreignId: "境外投资者编号", source: "项目来源",
    introducer: "引荐人", jobs: "新增就业", expansion: "增资扩产", expansionOf: "原项目", historical: "历史项目(导入时已在后期阶段)", merged: "已并入",
  },
  lead: {
    title: "登记线索", help: "边填边查重:如其他园区已登记同一项目,会提示负责人和阶段。", enterprise: "企业名录中的企业", enterpriseHelp: "选择后自动带出名称、代码和行业;名录中没有的,可直接填写下面各项。", nameOf: "{{name}}项目", creditCodeHelp: "境内企业填写,18 位",
    foreignIdHelp: "境外投资者没有信用代码时填写", sourceHelp: "例如:产业链薄弱环节、以商招商、展会、中介机构", parent: "是哪个项目的增资扩产", parentHelp: "增资扩产只按新增部分计算", submit: "登记", fromTarget: "转为线索", fromTargetDone: "已登记为线索",
    fromTargetHelp: "以图谱中的推荐理由作为来源记录,登记为本区线索", again: "填写理由后登记",
  },
  duplicate: {
    title: "可能已有 {{count}} 个相同项目", hit: "{{zone}}的{{owner}}已登记,目前在“{{stage}}”阶段({{because}}),保护期至 {{until}}。", none: "没有发现相同的项目。", distinct: "不是同一个项目的理由", openExisting: "打开已登记的项目",
    distinctHelp: "名称相近但确非同一项目时填写,记入项目历程。信用代码相同且在他人保护期内的不能登记。", because: { credit_code: "信用代码相同", foreign_id: "境外编号相同", name: "名称相同或相近" },
  },
  tabs: {
    overview: "概况", timeline: "历程", evidence: "证明材料", commitments: "承诺与兑付", selection: "研判与要素", claims: "首报与业绩", people: "团队", tasks: "任务", approvals: "审批",
  },
  position: {
    title: "位置", unknown: "还没有填写经纬度。", longitude: "经度", latitude: "纬度", here: "取当前位置", denied: "浏览器没有给出位置,请允许定位或手工填写。", label: "{{name}}位于经度 {{lon}}、纬度 {{lat}}",
    caption: "经度 {{lon}}°,纬度 {{lat}}°;浅色为本区其他 {{others}} 个项目",
  },
  timeline: {
    kind: "类别", on: "日期", text: "内容", photo: "拍照或选择照片", saved: "已记录", effective: "发生于 {{on}}", empty: "没有这类记录", emptyHint: "走访、洽谈和报告都可以记在这里。",
    add: { visit: "记走访", report: "写报告", note: "加备注" },
  },
  detail: {
    reason: "原因", note: "说明", text: "内容", filename: "文件", kind: "类别", longitude: "经度", latitude: "纬度", missing: "所缺", status: "状态", stage: "阶段", title: "名称", value: "数值",
    measured_on: "数据日期", state: "结果", amount: "数量", year: "年度", resource: "要素", expires_on: "有效期至", metric: "指标", milestones: "节点", scores: "评分", due_on: "期限", target: "目标", task: "任务",
    noted_on: "日期", distinct_reason: "非重复理由", credit: "业绩归属", issuer: "出具单位", step: "步骤", from_zone: "转出", to_zone: "转入", fit: "契合度", market: "市场", technology: "技术", environment: "环境",
    energy: "能耗", benefit: "效益",
  },
  evidence: {
    kind: "材料类别", file: "文件", photo: "拍照", choose: "选择文件", issuer: "出具单位", issuedOn: "出具日期", expiresOn: "有效期至", upload: "上传", help: "材料由上传人和项目负责人以外的人员核实。SHA-256 用于确认下载的文件与上传时一致。",
    add: "上传材料", empty: "还没有证明材料", emptyHint: "支持 PDF、图片、Excel、Word 和文本。", verify: "核实通过", reject: "退回", ownHelp: "须由其他人核实", uploadedBy: "上传",
    states: { pending: "待核实", verified: "已核实", rejected: "已退回" },
  },
  imports: {
    title: "台账导入", help: "导入现有项目台账(Excel 或 CSV)。阶段按同一套规则逐级校验,不能借导入跳过。", drop: "把台账拖到这里,或点击选择文件", dropHelp: "第一行或前几行中有“项目名称”等表头即可识别。", sending: "正在上传…", list: "导入记录", empty: "还没有导入过台账",
    steps: { upload: "上传", check: "核对", run: "导入", report: "结果" }, states: { uploaded: "待核对", running: "导入中", done: "完成", failed: "未导入" }, mapping: "各列含义",
    mappingHelp: "系统按表头识别,不对的可以改;不需要的列留空。", header: "表头", samples: "示例", target: "导入为", leftOut: "不导入", unit: "单位", sampleRows: "前几行", preview: "导入后的结果(预览,尚未写入)", noBad: "没有发现问题。",
    badTotal: "共 {{count}} 处", row: "行", column: "列", wholeRow: "整行", value: "内容", effect: "处理", refused: "不导入", lowered: "降低阶段", reason: "问题与改法", mode: "方式",
    modes: { proven: "按资料能证明的最高阶段导入", historical: "历史项目:按所列阶段,须第二人审批", strict: "严格:证明不了的行不导入" }, keepGood: "有问题的行跳过,其余照常导入(否则全部不导入)", run: "开始导入", committed: "已全部导入。",
    committedPart: "已导入,有问题的行没有导入。", notCommitted: "没有写入任何数据。请按下面的提示修改后重新导入。", seeOverrides: "去审批历史项目", at: "时间",
    counts: { rows: "行数", created: "新增", updated: "补充", unchanged: "无变化", lowered: "降低阶段", overrides: "待审批", bad: "有问题" },
  },
  activity: {
    title: "活动名称", titles: "招商活动", new: "新增活动", none: "还没有招商活动", kind: "类别", when: "时间", place: "地点", cost: "费用", costPerProject: "每个项目费用", costUnknown: "费用或项目数未知,无法计算", result: "成果",
    kinds: { exhibition: "展会", visit: "拜访考察", roadshow: "推介路演", conference: "大会论坛", talks: "洽谈对接" },
  },
  adviser: {
    title: "招商顾问与专家", new: "新增顾问或专家", none: "还没有顾问或专家", name: "姓名", kind: "类别", organisation: "单位", expertise: "专长",
  },
  budget: {
    set: "设置指标", help: "项目预留时,同时占用所在区域及上级区域的同类指标;没有设置指标视为未知,不视为无限。", none: "本年度还没有设置要素指标", amount: "指标", source: "来源", sourceHelp: "下达指标的文件",
    resources: { energy: "能耗", carbon: "碳排放", water: "用水", land: "建设用地", cod: "化学需氧量", ammonia_nitrogen: "氨氮", so2: "二氧化硫", nox: "氮氧化物", vocs: "挥发性有机物" },
  },
  calendar: {
    title: "日历订阅", help: "把期限和任务订阅到手机或电脑的日历。任何有此地址的人都能看到您的期限,请勿外传。", once: "日历地址只显示这一次,请现在复制", since: "已有日历地址,创建于 {{at}}。", make: "生成日历地址", remake: "重新生成", again: "旧地址将立即失效,确定重新生成?",
    revoke: "停用", revokeHelp: "停用后,已订阅的日历不再更新。", download: "下载日历文件",
  },
  case: {
    pageTitle: "违约、退出与转移", help: "违约追责、企业退出和项目转移:每一步都有期限和经办人,重大步骤由第二人办理。", new: "立案", newHelp: "退出和转移在这里立案;违约从项目的“承诺与兑付”中对未达标的承诺立案。", open: "立案", openBreach: "对未达标的承诺立案",
    openBreachHelp: "立案后按“整改通知—整改—追回建议—批准—追回”推进,期间相关款项锁定。", breach: "违约处理", none: "没有案件", ofProject: "违约与退出", title: "名称", kind: "类别", kinds: { breach: "违约", exit: "退出", relocation: "转移" },
    step: "当前步骤", steps: "办理过程", next: "下一步", nextBy: "下一步须在 {{on}} 前办理", nextDue: "下一步期限", nextDueHelp: "不填按规定天数", due: "下一步期限 {{on}}", overdue: "已逾期(期限 {{on}})", ended: "已办结。",
    ownHelp: "这一步须由立案人以外的人员办理", secondPerson: "第二人", stepAgain: "重新查看", document: "文书", documentHelp: "文号或文件名称", takenOn: "办理日期", amount: "追回金额", subject: "对象", enterprise: "企业",
    project: "项目", openedOn: "立案日期", openedBy: "立案人", isOpen: "未办结", isOverdue: "逾期", originZone: "转出地(本系统内的区域)", originPlace: "转出地(系统外)",
  },
  claim: {
    title: "首报", zone: "首报区域", by: "首报人", on: "首报日期", until: "保护期至", ended: "已过保护期", forever: "已签约,长期有效", released: "已于 {{on}} 放弃", release: "放弃首报", releaseHelp: "放弃后其他园区可以登记同一项目,须说明原因。",
    credit: "业绩归属", divide: "分配业绩", notDivided: "尚未分配,全部归负责人 {{owner}}。", holder: "归属", holderKind: "个人或园区", holders: { person: "个人", park: "园区" }, share: "比例", addHolder: "增加一方",
    even: "平均分配", over: "超出 {{percent}}%,须正好 100%", under: "还差 {{percent}}%,须正好 100%", transfer: "流转到其他园区", transfers: "项目流转", transferHelp: "对方接收后由对方承办;首报和业绩归属不变。", transferSubmit: "申请流转",
    toZone: "流转到", noTransfers: "没有流转记录", accept: "接收", refuse: "不接收", withdraw: "撤回", transferStates: { pending: "待接收", accepted: "已接收", refused: "未接收", withdrawn: "已撤回" },
    merges: "合并重复登记", merge: "并入本项目", mergeConfirm: "所选项目的材料、历程和任务将并入本项目,可以撤销。确定?", mergedLine: "“{{absorbed}}”于 {{at}} 并入“{{survivor}}”", undo: "撤销合并", undone: "已于 {{at}} 撤销",
    noMerges: "没有合并记录",
  },
  commitment: {
    add: "新增承诺", empty: "还没有承诺", emptyHint: "按“标准地”指标录入协议中的承诺:投资强度、容积率、亩均税收、单位能耗、研发占比等。", metric: "指标", name: "名称", unit: "单位", direction: "要求",
    directions: { at_least: "不低于", at_most: "不高于" }, beganOn: "起算日", beganOnHelp: "累计指标从这一年起算;不填按签约日", dueOn: "到期日", target: "目标", moreMilestones: "再加一个节点", remedy: "违约约定",
    remedyHelp: "协议中关于未达标的约定", record: "记录实际值:{{title}}", recordShort: "记录实际值", addMilestone: "新增节点:{{title}}", milestoneShort: "新增节点", value: "实际值", year: "年度", measuredOn: "数据日期",
    evidenceHelp: "手工填写的数值须有本项目的证明材料", origin: "来源", origins: { facts: "由企业数据计算", entered: "手工填写" }, recordedBy: "记录人", noActuals: "还没有实际值",
    states: { pending: "待核实", verified: "已核实", rejected: "不认可" }, light: "状态", lights: { green: "达标", yellow: "有风险", red: "未达标", grey: "未知" }, forecast: "预测",
    formulaVersion: "算法第 {{version}} 版", chart: "{{title}}:目标与实际", asOf: "截至", locked: "款项锁定", unlocked: "可以兑付",
  },
  day: {
    title: "我的一天", help: "{{today}}:到期事项、任务、停滞项目和等我审批核实的材料。", myBoard: "我的看板", act: "去办理", deadlines: "到期事项", tasks: "我的任务", stagnant: "停滞项目", evidence: "待我核实的材料", overrides: "待我审批的破例",
    transfers: "待我接收的流转", none: { deadlines: "七天内没有到期事项", tasks: "没有未完成的任务", stagnant: "没有停滞项目", evidence: "没有待核实的材料", overrides: "没有待审批的破例", transfers: "没有待接收的流转" },
  },
  decide: {
    noteOptional: "意见(可不填)", noteRequired: "意见(必填)",
  },
  gate: {
    title: "要素准入", resource: "要素", need: "项目需求", reserved: "已预留", available: "可用", noBudget: "没有设置指标,视为未知", verdict: "结论", reserve: "预留", reserveTitle: "预留 {{year}} 年{{resource}}",
    reserveHelp: "填 0 表示不需要。到期未使用自动释放。", amount: "数量", expiresOn: "有效期至", reservations: "预留记录", noReservations: "没有预留", use: "使用", extend: "延期", release: "释放",
    states: { reserved: "预留中", used: "已使用", released: "已释放", expired: "已过期" },
  },
  incentive: {
    list: "拟给予政策", propose: "提出", proposeHelp: "须依据已发布政策或明确的法规条款;通过公平竞争审查后才能向企业提出。", none: "没有拟给予的政策", title: "名称", amount: "金额", basis: "依据", bases: { policy: "已发布政策", law: "法规条款" },
    terms: "条件", milestones: "兑付前须达标的承诺", milestonesHelp: "未经核实达标前,款项保持锁定", review: "公平竞争审查", reviewBasis: "审查依据", opinion: "审查意见", result: "结论", offer: "向企业提出", offerHelp: "确认向企业提出此项政策?",
    withdraw: "撤回", states: { proposed: "待审查", passed: "审查通过", failed: "审查未通过", offered: "已提出", withdrawn: "已撤回" },
  },
  introducer: {
    title: "引荐人与中介", new: "新增引荐人", none: "还没有引荐人", name: "名称", kind: "类别", contact: "联系方式", agreement: "委托协议",
    kinds: { intermediary: "中介机构", chamber: "商会协会", enterprise: "企业", person: "个人", institution: "院校机构" },
  },
  origin: {
    title: "项目从哪里来", add: "关联来源", kind: "类别", kinds: { activity: "招商活动", introducer: "引荐人", signal: "增资线索" }, from: "来源", none: "还没有带来项目", noneOfProject: "还没有关联来源", notedOn: "日期",
    brought: "带来的项目", projects: "项目", signed: "签约", producing: "投产", lost: "流失", investment: "签约投资额", unknown: "另有 {{count}} 个签约项目金额未填",
  },
  relocation: {
    shares: "税收分享约定", share: "新增约定", noShares: "还没有分享约定", years: "年度", fromYear: "起始年度", toYear: "截止年度", originShare: "转出地比例", ownShare: "转入地比例", percentHelp: "0 至 100,最多两位小数",
    agreement: "协议", statements: "年度结算单", statement: "{{year}} 年度结算单", statementTitle: "{{enterprise}} {{year}} 年度税收分享结算单", noStatements: "还没有结算单", issue: "生成结算单", approve: "审批",
    approveHelp: "确认金额无误并批准?", approved: "批准", notApproved: "未批准", ownHelp: "由其他人审批", origin: "转出地", own: "转入地", tax: "纳税额", originAmount: "转出地所得", ownAmount: "转入地留存", fact: "数据依据",
    issued: "编制", revision: "第 {{revision}} 版",
  },
  scoreRule: {
    set: "设置评分规则", sum: "权重合计 {{sum}}%,须为 100%", assessors: "最少评审人数", spread: "最大分差", inForce: "现行", setAt: "设置时间",
  },
  settings: {
    title: "项目设置", help: "阶段规则、期限、评分和要素指标。本区只能在产品规则之上增加要求,不能减少。", rules: "阶段规则", deadlines: "期限与阈值", scores: "评分规则", budgets: "要素指标", what: "项目", value: "取值", setAt: "来自", product: "产品",
    here: "本区", range: "范围", standard: "标准", reset: "恢复", addRule: "新增规则", addRuleHelp: "规则从生效日起对本区及下级区域的项目生效,看板、表单、导入和命令行一致执行。", before: "进入阶段",
    asks: "要求", kinds: { field: "填写字段", evidence: "证明材料", must_hold: "满足条件" }, verified: "须核实", condition: "条件", conditionHelp: "例如:total_investment >= 100000000 and not foreign_id",
    appliesWhen: "仅当", from: "生效日期", to: "截止日期", effective: "有效期", clause: "依据条款", clauseHelp: "文件名称和条款", message: "提示", messageZh: "提示(中文)", messageEn: "提示(英文)", end: "终止",
    endHelp: "今天之后不再执行,确定?",
  },
  sheet: {
    assessment: "项目研判", title: "研判打分:{{name}}", help: "每项 0 至 100 分,100 为最好(环境、能耗也是 100 最好)。没有把握的可以不打,不会当作 0 分。重新签署会取代自己原来的打分。", write: "打分", sign: "签署", ownerHelp: "项目负责人不参加自己项目的研判",
    total: "总分", threshold: "通过线", assessors: "评审人数", spread: "分差", wide: "评审意见分歧较大(超过 {{max}} 分),请先会商。", criterion: "指标", weight: "权重 {{weight}}%", weightTitle: "权重", mean: "平均",
    range: "区间", chart: "各项评分雷达图", sheets: "评审打分表", none: "还没有人打分", assessor: "评审人", superseded: "已被取代", comment: "意见", signedAt: "签署时间",
    criteria: { fit: "契合度", market: "市场", technology: "技术", environment: "环境", energy: "能耗", benefit: "效益" },
  },
  signal: {
    title: "增资扩产线索", new: "登记线索信号", help: "入园企业可能再投资的迹象,注明日期和来源;权重随时间递减。", none: "还没有增资线索", hitRate: "一年以上的信号共 {{count}} 个,其中 {{hit}} 个形成项目({{share}})。", noHitRate: "还没有满一年的信号,命中率未知。",
    kind: "类别", kinds: { capacity_full: "产能饱和", expansion_plan: "扩产计划", new_product: "新产品", hiring: "大量招工", land_request: "用地需求", financing: "融资", order: "大额订单", other: "其他" },
    strength: "强度(1–100)", halfLife: "半衰期(天)", weight: "权重", weightHelp: "各信号当前权重之和", decay: "登记时 {{strength}},每 {{days}} 天减半", signals: "信号", close: "关闭", became: "已形成项目", source: "存量企业增资",
  },
  task: {
    title: "任务", new: "新任务", done: "完成“{{title}}”", doneAt: "完成时间", dueOn: "期限", overdue: "逾期", assignee: "承办人", empty: "没有任务", emptyHint: "把要做的事写下来,指定承办人和期限。",
  },
  team: {
    pageTitle: "招商队伍与活动", help: "产业服务专班、顾问专家、招商活动、引荐人和存量企业增资线索,以及它们带来了多少项目。", title: "产业专班", new: "新建专班", none: "还没有专班", noneHint: "按产业建立专班,指定链长和成员。", name: "专班", industries: "服务行业",
    posts: "成员", post: "岗位", addPost: "加成员", noPosts: "暂无成员", openProjects: "在办项目", serves: "对口行业", whoKind: "人员", who: { user: "系统用户", adviser: "顾问专家", name: "其他人员(姓名)" }, role: "职责",
    roles: { chain_leader: "链长", lead: "组长", member: "成员", adviser: "顾问", expert: "专家" }, partTime: "兼职", partTimeShort: "兼", homeUnit: "原单位",
  },
  verdict: {
    passed: "通过", failed: "不通过", unknown: "未知",
  },
  outlook: {
    title: "漏斗与预测", help: "概率来自本区自己的历史:进入某阶段的项目中,有多少在规定时间内到达目标。历史不足时用上级区域的,并注明。", target: "目标", horizon: "期限", until: "到{{stage}}", within: "{{months}} 个月内", open: "在办项目", asOf: "截至",
    byStage: "各阶段投资额与预期", stages: "各阶段概率与预期", forecast: "按月预测", withoutMonth: "另有 {{projects}} 个项目、{{investment}} 的预期没有月份:等待时间已超过以往任何到达目标的项目。", probability: "概率", interval: "95% 区间",
    counted: "到达/进入", median: "中位天数", expectedProjects: "预期项目数", calibration: "以往预测准不准", brier: "布里尔分数(越小越准)", baseline: "不分阶段的基准", byIndustry: "按行业", byMonth: "近 24 个月", month: "月份",
    words: { investment: "投资额", expected: "预期投资额", range: "预期区间", projects: "项目", contracted: "签约投资额", leads: "新线索", contracts: "签约", started: "开工", producing: "投产", lost: "流失", predicted: "预测概率", happened: "实际发生", perfect: "完全准确" },
    noForecast: "历史不足,无法按月预测",
  },
  leader: {
    title: "领导驾驶舱", help: "截至 {{on}}。点击数字可查看对应清单。", new: "本月新增线索", signed: "本月签约", started: "本月开工", producing: "本月投产", lost: "本月流失", overdueProjects: "逾期项目", overdueTasks: "逾期任务",
    overdueCases: "逾期案件", red: "未达标的承诺", redShort: "未达标", noRed: "没有未达标的承诺", noOverdueTasks: "没有逾期任务", handled: "处理中", notHandled: "未处理", stock: "在办项目存量", parks: "各园区", park: "园区", open: "在办", signedYear: "今年签约",
    inContract: "签约未开工", inConstruction: "在建", overdue: "逾期", chains: "产业链环节", noChains: "项目还没有填写产业链环节",
  },
  appraisal: {
    pageTitle: "业绩考核", help: "按阶段事件计分:谋划、签约、开工入统、投产。每一分都能追到对应事件,同一增量不重复计分。", preview: "试算", statements: "考核结果单", rules: "计分规则", rulesHelp: "规则按生效日期分版本,以前的考核结果不受影响。", setRule: "设置计分规则",
    countOverridden: "破例推进也计分", countOverriddenHelp: "材料不齐、经破例推进的阶段是否计分", compute: "计算", create: "生成结果单", createHelp: "期间结束后生成,由第二人批准;批准后其中的事件不再重复计分。", title: "名称",
    titleOf: "招商业绩考核 {{from}} 至 {{to}}", nothing: "这个期间没有计分事件", nothingHint: "换一个期间,或检查项目的阶段日期。", noStatements: "还没有结果单", period: "期间", asOf: "数据截至",
    asOfHelp: "只用当天结束前已记录的数据,同样的问题永远得到同样的答案", pool: "奖金总额", points: "得分", weights: "分值(谋划/签约/开工/投产)", events: "事件数", event: "项目与事件", bonus: "奖金(元)", parkHelp: "园区得分不计奖金", chart: "个人得分构成",
    teams: "按专班", noTeam: "未在专班", everyPoint: "逐项得分", skipped: "未计分", categories: { groundwork: "谋划", target: "签约", started: "开工", producing: "投产" },
    states: { draft: "待批准", approved: "已批准", cancelled: "已作废" }, madeBy: "编制", decidedBy: "批准", signature: "签字", approve: "批准", approveHelp: "批准后,其中的事件不再重复计分,不能撤销。确定?", approvedDone: "已批准",
    cancel: "作废", cancelHelp: "作废这份结果单?", cancelledDone: "已作废", ownHelp: "编制人和领取奖金的人不能批准", reproduced: "按当时的数据重新计算,结果一致。", differs: "重新计算的结果与生成时不一致,请联系管理员核查。", exportLines: "结果单",
    exportEvents: "逐项得分明细", from: "自", to: "至",
  },
  detailWords: {
    pending: "待核实", verified: "已核实", rejected: "不认可", proposed: "已提出", passed: "通过", failed: "未通过", offered: "已向企业提出", withdrawn: "已撤回", reserved: "已预留", used: "已使用", released: "已释放",
    activity: "招商活动", introducer: "引荐人", signal: "增资线索", energy: "能耗", carbon: "碳排放", land: "用地", water: "用水", true: "是", false: "否",
  },
};
