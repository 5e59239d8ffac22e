"""Names of the synthetic district's people, and what visitors write. None of these people exists."""

from random import Random

from ..policy import NeedKind, RiskKind, VisitorCategory

# surnames, as frequent as in Putian
SURNAMES = {
    "林": 170, "陈": 130, "黄": 80, "郑": 65, "吴": 55, "李": 45, "张": 42, "刘": 38, "杨": 35, "蔡": 32, "方": 26,
    "许": 24, "王": 24, "徐": 20, "曾": 18, "郭": 18, "朱": 16, "翁": 15, "卓": 14, "余": 14, "欧": 13, "肖": 12,
    "关": 11, "游": 10, "阮": 9, "姚": 9, "柯": 8, "苏": 8, "何": 8, "谢": 8, "江": 7, "戴": 6, "宋": 6, "彭": 5,
}  # fmt: skip
_OLD_WOMEN = ("秀", "玉", "桂", "美", "丽", "金", "凤", "阿", "亚", "淑", "清", "素", "春", "宝", "瑞", "银"), (
    "英", "兰", "珠", "莲", "妹", "花", "香", "梅", "治", "钗", "琴", "华", "娥", "治", "宝", "仙",
)  # fmt: skip
_OLD_MEN = ("金", "文", "国", "德", "玉", "清", "天", "元", "庆", "荣", "福", "建", "永", "光", "阿", "宗"), (
    "水", "贵", "栋", "明", "树", "发", "泉", "山", "春", "寿", "忠", "凤", "麟", "钟", "松", "森",
)  # fmt: skip
_YOUNG_WOMEN = ("雅", "丽", "晓", "志", "惠", "素", "海", "雪", "建", "婷"), (
    "萍", "婷", "红", "敏", "琳", "芳", "燕", "云", "钦", "霞",
)  # fmt: skip
_YOUNG_MEN = ("志", "建", "国", "俊", "海", "剑", "伟", "少", "金", "明"), (
    "强", "斌", "峰", "杰", "雄", "辉", "华", "鹏", "龙", "平",
)  # fmt: skip


def surname(rng: Random) -> str:
    """A family name."""
    return rng.choices(list(SURNAMES), list(SURNAMES.values()))[0]


def elder_name(rng: Random, female: bool) -> str:
    """A name typical of people born before 1966."""
    first, second = _OLD_WOMEN if female else _OLD_MEN
    return surname(rng) + rng.choice(first) + rng.choice(second)


def younger_name(rng: Random, female: bool, family: str | None = None) -> str:
    """A name of the next generation: a child (of that family), a visitor, a liaison."""
    first, second = _YOUNG_WOMEN if female else _YOUNG_MEN
    return (family or surname(rng)) + rng.choice(first) + rng.choice(second)


PROVIDERS = (
    VisitorCategory.CARE_WORKER, VisitorCategory.SOCIAL_WORKER, VisitorCategory.VOLUNTEER, VisitorCategory.CARE_CENTRE,
    VisitorCategory.PUBLIC_POST, VisitorCategory.YOUNGER_ELDER, VisitorCategory.FAMILY_DOCTOR,
)  # fmt: skip
VILLAGERS = (
    VisitorCategory.GRID_WORKER, VisitorCategory.COMMITTEE, VisitorCategory.ELDERS_ASSOCIATION,
    VisitorCategory.VETERAN_PARTY_MEMBER, VisitorCategory.KIN_OR_NEIGHBOUR,
)  # fmt: skip

NOTES = (
    "老人精神状态良好，聊了家常，提醒按时服药。", "今日血压略高，已叮嘱清淡饮食，下次复测。", "家中整洁，水电正常，老人心情不错。",
    "帮老人取了快递，顺便检查了灶台开关。", "老人说最近睡眠不好，建议到村卫生所看看。",
    "陪老人晒太阳聊天约半小时，情绪平稳。",
    "天气转凉，提醒老人添衣，被褥已帮忙翻晒。", "老人腿脚不便，已帮忙把米和油搬进厨房。", "电话里儿子表示月底回来看望。",
    "帮老人给在外务工的女儿拨了视频，老人很高兴。", "老人刚从卫生所取药回来，各项指标平稳。",
    "宣传了防诈骗知识，老人表示不会轻信陌生电话。",
    "老人在门口和邻居聊天，气色很好。", "帮忙打扫了院子，清理了杂物。", "老人反映楼道灯坏了，已报村委会处理。",
)  # fmt: skip
CALL_NOTES = (
    "电话问候，老人表示一切都好。", "通话约十分钟，老人身体无不适，提醒注意用火安全。", "视频通话，老人气色好，儿媳在旁照顾。",
    "电话提醒台风天不要外出，家中物资充足。", "老人说药快吃完了，已告知下次上门带去卫生所开药。",
)  # fmt: skip
NOT_MET_NOTES = {
    "nobody_home": ("敲门无人应答，邻居说一早去菜地了。", "家中无人，已电话联系家属确认平安。", "大门上锁，邻居称到镇上赶集去了。"),
    "away": ("老人到女儿家小住，约定回来后再访。", "老人外出走亲戚，过几天回来。"),
    "refused": ("老人说今天不方便，改日再来。",),
    "no_answer": ("连拨三次无人接听，改日上门。",),
}  # fmt: skip
NEEDS = {
    NeedKind.DAILY_CARE: ("行动不便，希望有人帮忙买菜做饭。", "希望每周有人帮忙打扫卫生。"),
    NeedKind.HOME_ADAPTATION: ("卫生间需要安装扶手。", "门槛较高，希望改成缓坡。", "浴室地面湿滑，需铺防滑垫。"),
    NeedKind.COMFORT: ("子女不在身边，希望常有人来说说话。",),
    NeedKind.HEALTH: ("希望家庭医生上门量血压、测血糖。", "膝盖疼痛，想到区医院看骨科，需要人陪同。"),
    NeedKind.SOCIAL_ASSISTANCE: ("想了解高龄补贴怎样申请。", "低保复核材料不会填写，请求协助。"),
    NeedKind.REHABILITATION_NURSING: ("中风后左手活动受限，希望有康复指导。",),
    NeedKind.EMERGENCY_RESCUE: ("独自居住，希望安装一键呼叫设备。",),
    NeedKind.LEGAL_AID: ("与邻居的宅基地纠纷，想咨询法律援助。",),
}  # fmt: skip
HAZARDS = {
    RiskKind.UNSAFE_GAS: ("煤气软管老化，未装报警器。", "煤气罐与灶台距离太近。"),
    RiskKind.UNSAFE_ELECTRICITY: ("电线裸露，插座松动。", "一个插线板接了电磁炉和取暖器。"),
    RiskKind.UNSAFE_WATER: ("水管漏水，厨房地面长期湿滑。",),
    RiskKind.UNSAFE_HOUSING: ("屋顶漏雨，瓦片松动。", "后墙有裂缝，雨天渗水。"),
    RiskKind.FRAUD: ("接到“保健品讲座”电话，险些汇款，已劝阻。",),
    RiskKind.UNMET_BASIC_NEEDS: ("冰箱里只有隔夜剩饭，米快吃完了。",),
}  # fmt: skip
EMERGENCIES = {
    RiskKind.FALL: ("120", "在卫生间跌倒，不能起身，意识清楚。"),
    RiskKind.ACUTE_ILLNESS: ("120", "胸闷、出冷汗，口唇发白。"),
    RiskKind.MISSING: ("110", "早上出门未归，电话无人接听。"),
    RiskKind.UNSAFE_GAS: ("119", "进门闻到浓重煤气味，已关阀开窗，人员撤离。"),
}
ILLNESSES = ("高血压", "糖尿病", "冠心病", "慢性支气管炎", "关节炎", "脑梗后遗症", "白内障", "腰椎间盘突出")
INCOMES = ("养老金", "子女赡养", "农业收入", "低保金", "高龄补贴")
SEEN_TO = {
    "unsafe_gas": ("请燃气公司上门检查", "已更换软管并装报警器"), "unsafe_electricity": ("联系电工排查线路", "已更换插座和电线"),
    "unsafe_water": ("联系水电工维修", "已修好水管，地面铺防滑垫"),
    "unsafe_housing": ("请住建站现场查看", "已修补屋顶，撤离危房部分"),
    "fall": ("陪同就医", "伤情稳定，家属陪护"), "acute_illness": ("联系家庭医生，陪同就医", "病情稳定，按时复诊"),
    "missing": ("网格员与派出所寻找", "已找到本人，平安"), "fraud": ("派出所上门宣传", "已劝阻，未造成损失"),
    "unmet_basic_needs": ("代购米油，联系送餐", "已开通长者食堂送餐"), "": ("现场处置", "现场查看，隐患已消除"),
}  # fmt: skip
UNMET = ("elder_refused", "not_eligible", "no_resource", "family_opposed")
DECLINED = ("not_responsible", "no_capacity", "no_answer")
PROGRESS = ("已上门了解情况。", "材料已提交，等待审核。", "已约下周上门。", "第一次服务已完成，老人表示满意。")
DEEDS = ("已上报村委会", "已联系家属", "已转介镇社事办", "已约家庭医生", "下次上门跟进")
