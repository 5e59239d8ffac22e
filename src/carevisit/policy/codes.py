"""Every code of the field, with its official 中文 and English. A code never changes its meaning; labels are for people."""

from enum import StrEnum


class Code(StrEnum):
    """A code with its two labels: `LIVING_ALONE = "living_alone", "独居", "living alone"`."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str = "", en: str = "") -> "Code":
        code = str.__new__(cls, value)
        code._value_, code.zh, code.en = value, zh, en
        return code


class Category(Code):
    """Whom the service is for (对象类型). Source: 涵民〔2023〕53号, annex 2."""

    NO_KIN = "no_kin", "孤寡", "without kin"
    LIVING_ALONE = "living_alone", "独居", "living alone"
    EMPTY_NEST = "empty_nest", "空巢", "empty nest"
    LEFT_BEHIND = "left_behind", "留守", "left behind"
    DISABLED = "disabled", "失能", "disabled (lost self-care ability)"
    SEVERE_DISABILITY = "severe_disability", "重残", "severely disabled (certificate grade 1 or 2)"
    SPECIAL_FAMILY = "special_family", "计划生育特殊家庭", "special family under family planning"


class Tier(Code):
    """How often an elder must be visited (重点对象、一般对象). Source: 涵民〔2023〕53号, part 4 (2)."""

    KEY = "key", "重点对象", "key target: in person every half month"
    GENERAL = "general", "一般对象", "general target: in person every month"


class FileState(Code):
    """Where an elder's file stands."""

    CANDIDATE = "candidate", "待确认", "candidate, not yet confirmed"
    ACTIVE = "active", "在册", "active"
    SUSPENDED = "suspended", "暂停", "suspended"
    DECLINED = "declined", "不愿接受", "declined the service"
    LEFT = "left", "退出", "left"


class Consent(Code):
    """Whether the elder wants the visits (老年人自愿)."""

    GIVEN = "given", "同意", "given"
    DECLINED = "declined", "不同意", "declined"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    NOT_ASKED = "not_asked", "未询问", "not asked yet"


class Sex(Code):
    """Sex. Exports use GB/T 2261.1: 1 male, 2 female."""

    MALE = "male", "男", "male"
    FEMALE = "female", "女", "female"


class Ability(Code):
    """Ability grade (能力程度). Source: GB/T 42195-2022; annex 3 prints `complete` under 重度失能."""

    INTACT = "intact", "能力完好", "intact"
    MILD = "mild", "轻度失能", "mildly impaired"
    MODERATE = "moderate", "中度失能", "moderately impaired"
    SEVERE = "severe", "重度失能", "severely impaired"
    COMPLETE = "complete", "完全失能", "completely lost"


class AbilityModifier(Code):
    """What makes the grade worse than the score alone says. Source: GB/T 42195-2022, the notes on the result."""

    COMA = "coma", "昏迷", "coma: completely lost"
    DEMENTIA = "dementia", "确诊痴呆", "diagnosed dementia: one grade worse"
    MENTAL_DISORDER = "mental_disorder", "确诊其他精神和行为障碍", "another diagnosed mental disorder: one grade worse"
    CARE_RISK_EVENTS = (
        "care_risk_events", "近 30 天内发生 2 次及以上照护风险事件（跌倒、噎食、自杀、自伤、走失）",
        "two or more care-risk events within 30 days (fall, choking, suicide, self-harm, getting lost): one grade worse",
    )  # fmt: skip


class AssessmentReason(Code):
    """Why ability was assessed (评估原因). Source: GB/T 42195-2022, annex A."""

    FIRST = "first", "首次评估", "first assessment"
    ROUTINE = "routine", "常规评估", "routine assessment"
    IMMEDIATE = "immediate", "即时评估", "immediate assessment, for something changed"
    RECHECK = "recheck", "因对评估结果有疑问进行的复评", "second assessment, for the result was doubted"
    OTHER = "other", "其他", "other"


class AbilityItem(Code):
    """The 26 items of an assessment of ability, in the standard's order, each with the most points that it gives: 90 in all.

    Source: GB/T 42195-2022, annex B: 自理能力 (8), 基础运动能力 (4), 精神状态 (9), 感知觉与社会参与 (5).
    """

    most: int

    def __new__(cls, value: str, zh: str, en: str, most: int) -> "AbilityItem":
        item = str.__new__(cls, value)
        item._value_, item.zh, item.en, item.most = value, zh, en, most
        return item

    EATING = "eating", "进食", "eating", 4
    GROOMING = "grooming", "修饰", "grooming", 4
    BATHING = "bathing", "洗澡", "bathing", 4
    UPPER_DRESSING = "upper_dressing", "穿/脱上衣", "dressing the upper body", 4
    LOWER_DRESSING = "lower_dressing", "穿/脱裤子和鞋袜", "dressing the lower body, shoes and socks", 4
    BLADDER = "bladder", "小便控制", "control of the bladder", 4
    BOWEL = "bowel", "大便控制", "control of the bowel", 4
    TOILET = "toilet", "如厕", "using the toilet", 4
    TURNING_IN_BED = "turning_in_bed", "床上体位转移", "turning and sitting up in bed", 4
    BED_TO_CHAIR = "bed_to_chair", "床椅转移", "moving between bed and chair", 4
    WALKING = "walking", "平地行走", "walking on the level", 4
    STAIRS = "stairs", "上下楼梯", "climbing stairs", 3
    TIME = "time", "时间定向", "orientation in time", 4
    SPACE = "space", "空间定向", "orientation in space", 4
    PEOPLE = "people", "人物定向", "knowing people", 4
    MEMORY = "memory", "记忆", "memory", 4
    UNDERSTANDING = "understanding", "理解能力", "understanding", 4
    EXPRESSION = "expression", "表达能力", "expression", 4
    AGGRESSION = "aggression", "攻击行为", "aggressive behaviour", 1
    DEPRESSION = "depression", "抑郁症状", "symptoms of depression", 1
    CONSCIOUSNESS = "consciousness", "意识水平", "level of consciousness", 2
    SIGHT = "sight", "视力", "sight", 2
    HEARING = "hearing", "听力", "hearing", 2
    DAILY_AFFAIRS = "daily_affairs", "执行日常事务", "managing daily affairs", 4
    GETTING_ABOUT = "getting_about", "使用交通工具外出", "going out by transport", 3
    SOCIAL_CONTACT = "social_contact", "社会交往能力", "social contact", 4


class EconomicStatus(Code):
    """Economic status (经济情况). 低保 and 低保边缘 stay apart, though annex 3 prints them on one line."""

    EXTREME_POVERTY = "extreme_poverty", "特困人员", "person in extreme poverty"
    SUBSISTENCE_ALLOWANCE = "subsistence_allowance", "低保", "receives the subsistence allowance"
    SUBSISTENCE_MARGIN = "subsistence_margin", "低保边缘", "at the margin of the allowance"
    OTHER = "other", "其他", "other"


class LivesWith(Code):
    """Whom the elder lives with."""

    NOBODY = "nobody", "独自居住", "nobody"
    SPOUSE = "spouse", "配偶", "spouse"
    CHILDREN = "children", "子女", "children"
    OTHER_FAMILY = "other_family", "其他家属", "other family"
    OTHERS = "others", "其他人员", "others"


class SpouseStatus(Code):
    """Whether there is a spouse."""

    LIVING = "living", "健在", "living"
    DECEASED = "deceased", "已故", "deceased"
    DIVORCED = "divorced", "离异", "divorced"
    NEVER_MARRIED = "never_married", "未婚", "never married"


class LabourCapacity(Code):
    """Capacity to work (劳动能力)."""

    FULL = "full", "有劳动能力", "full"
    PARTIAL = "partial", "部分丧失", "partial"
    LOST = "lost", "丧失", "lost"


class AwayReason(Code):
    """Why a family member lives elsewhere."""

    WORK = "work", "务工", "work"
    BUSINESS = "business", "经商", "trade"
    PRODUCTION = "production", "其他生产经营活动", "other production"
    STUDY = "study", "学习", "study"
    MARRIAGE = "marriage", "婚嫁", "marriage"
    OTHER = "other", "其他", "other"


class HelperKind(Code):
    """Who helps already (开展帮扶单位、组织). Source: 涵民〔2023〕53号, annex 3, part 4."""

    PARTY_OR_GOVERNMENT = "party_or_government", "党政机关、群团组织", "Party, government or mass organisation"
    VILLAGE = "village", "乡镇（街道）、村（居）委员会", "township, or village committee"
    ENTERPRISE = "enterprise", "企业", "enterprise"
    SOCIAL_ORGANISATION = "social_organisation", "社会组织", "social organisation"
    SOCIAL_WORKER = "social_worker", "专业社会工作者", "professional social worker"
    VOLUNTEER = "volunteer", "志愿者", "volunteer"
    OTHER = "other", "其他", "other"
    NONE = "none", "无", "nobody"


class PoliticalStatus(Code):
    """Who the helper is (身份). Source: 农村留守老年人信息采集表, part 5."""

    PARTY_MEMBER = "party_member", "中共党员", "Party member"
    CITIZEN = "citizen", "群众", "citizen"
    OTHER = "other", "其他", "other"


class HealthTold(Code):
    """Health as the Zaozhuang form has it (健康状况); kept beside the five grades of ability."""

    GOOD = "good", "良好", "good"
    SEMI_DISABLED = "semi_disabled", "半失能", "semi-disabled"
    DISABLED = "disabled", "失能", "disabled"


class LivingTold(Code):
    """How the elder lives, as the Zaozhuang form has it (生活状况)."""

    GOOD = "good", "良好", "good"
    FAIR = "fair", "一般", "fair"
    POOR = "poor", "贫困", "poor"


class NotApplicableReason(Code):
    """Why a part of the form does not apply to this elder (不适用原因)."""

    NONE = "none", "无此情形", "there is none"
    DECEASED = "deceased", "已故", "the person has died"
    LOST_CONTACT = "lost_contact", "失去联系", "contact was lost"
    DECLINED = "declined", "不愿提供", "was not willing to tell"
    OTHER = "other", "其他", "other"


class Mode(Code):
    """How the visit was made (服务方式). Only in-home visits meet the minimum."""

    IN_HOME = "in_home", "上门探访", "in person at home"
    PHONE = "phone", "电话探访", "by phone"
    ONLINE = "online", "互联网音（视）频探访", "by online audio or video"
    REMOTE_MONITORING = "remote_monitoring", "远程监测", "by remote monitoring"
    OTHER = "other", "其他", "another way"


class Outcome(Code):
    """Whether the elder was met."""

    MET = "met", "见到", "met"
    NOT_MET = "not_met", "未见到", "not met"


class NotMetReason(Code):
    """Why the elder was not met."""

    NOBODY_HOME = "nobody_home", "家中无人", "nobody at home"
    NO_ANSWER = "no_answer", "无人接听", "no answer"
    REFUSED = "refused", "拒绝探访", "refused"
    AWAY = "away", "外出", "away for a time"
    OTHER = "other", "其他", "other"


class Trend(Code):
    """A mark of annex 4: compared with the last record."""

    UNCHANGED = "unchanged", "无变化", "unchanged"
    BETTER = "better", "较好", "better"
    WORSE = "worse", "较差", "worse"
    NOT_OBSERVED = "not_observed", "未观察", "not observed"


class IllnessTrend(Code):
    """Illness (疾病状况), annex 4."""

    UNCHANGED = "unchanged", "无变化", "unchanged"
    SEVERE = "severe", "严重", "severe"
    IMPROVED = "improved", "转好", "improved"
    NOT_OBSERVED = "not_observed", "未观察", "not observed"


class Safety(Code):
    """A safety mark (安全情况), annex 4."""

    SAFE = "safe", "安全", "safe"
    FAIRLY_SAFE = "fairly_safe", "较安全", "fairly safe"
    UNSAFE = "unsafe", "不安全", "unsafe"
    NOT_OBSERVED = "not_observed", "未观察", "not observed"
    NOT_APPLICABLE = "not_applicable", "不适用", "not applicable (no gas, say)"


class HouseholdTrend(Code):
    """Household members (人口变化), annex 4."""

    UNCHANGED = "unchanged", "无变化", "unchanged"
    MORE = "more", "增加", "more"
    FEWER = "fewer", "减少", "fewer"
    NOT_OBSERVED = "not_observed", "未观察", "not observed"


class Service(Code):
    """Services given on a visit: 五帮, 助餐助洁助浴助医助行, and what the notices add."""

    MEALS = "meals", "助餐（帮送餐做饭）", "meals"
    LAUNDRY = "laundry", "帮清洗衣物", "laundry"
    CLEANING = "cleaning", "助洁（帮打扫卫生）", "cleaning"
    HOUSE_OR_FARM_WORK = "house_or_farm_work", "帮家务农活", "house and farm work"
    ERRANDS = "errands", "帮代购代办", "errands"
    BATHING = "bathing", "助浴", "help with bathing"
    MEDICAL = "medical", "助医", "help with seeing a doctor"
    MOBILITY = "mobility", "助行", "help with getting about"
    COMFORT = "comfort", "精神慰藉", "company and comfort"
    POLICY_PUBLICITY = "policy_publicity", "政策宣传", "telling of policies"
    RESOURCE_LINKING = "resource_linking", "链接资源", "linking to resources"
    SAFETY_EDUCATION = "safety_education", "安全知识宣传", "safety education"
    HEALTH_EDUCATION = "health_education", "健康教育", "health education"


class VisitorCategory(Code):
    """Who visits (服务人员类别). Source: 涵民〔2023〕53号, part 4 (1)."""

    COMMITTEE = "committee", "群众性自治组织", "villagers' or residents' committee"
    ELDERS_ASSOCIATION = "elders_association", "老年协会", "elders' association"
    CARE_CENTRE = "care_centre", "养老服务中心", "elder care centre"
    OWNERS_COMMITTEE = "owners_committee", "业主委员会", "owners' committee"
    GRID_WORKER = "grid_worker", "网格员", "grid worker"
    FAMILY_DOCTOR = "family_doctor", "家庭医生", "family doctor"
    CARE_WORKER = "care_worker", "养老服务人员", "care worker"
    SOCIAL_WORKER = "social_worker", "社会工作者", "social worker"
    VOLUNTEER = "volunteer", "志愿者", "volunteer"
    VETERAN_PARTY_MEMBER = "veteran_party_member", "老党员", "veteran Party member"
    YOUNGER_ELDER = "younger_elder", "低龄健康老年人", "healthy younger elder"
    KIN_OR_NEIGHBOUR = "kin_or_neighbour", "亲属邻里", "kin or neighbour"
    PUBLIC_POST = "public_post", "公益性岗位", "public-welfare post"
    OFFICIAL = "official", "党员干部、行政事业单位人员", "Party member or official"
    STUDENT = "student", "学生", "student"
    PROPERTY_STAFF = "property_staff", "物业服务人员", "property staff"
    CIVILISATION_CENTRE = "civilisation_centre", "新时代文明实践中心", "new-era civilisation practice centre"
    OTHER = "other", "其他", "other"


class NeedKind(Code):
    """What an elder needs (关爱服务需求)."""

    DAILY_CARE = "daily_care", "生活照料", "daily care"
    REHABILITATION_NURSING = "rehabilitation_nursing", "康复护理", "rehabilitation or nursing"
    COMFORT = "comfort", "精神慰藉", "comfort"
    EMERGENCY_RESCUE = "emergency_rescue", "紧急救援", "emergency rescue"
    HOME_ADAPTATION = "home_adaptation", "居家适老化改造", "home adaptation"
    SOCIAL_ASSISTANCE = "social_assistance", "社会救助与政策申请", "social assistance and policy application"
    LEGAL_AID = "legal_aid", "法律援助", "legal aid"
    HEALTH = "health", "医疗健康", "health"
    OTHER = "other", "其他", "other"


class RiskKind(Code):
    """What endangers an elder (风险隐患)."""

    UNSAFE_GAS = "unsafe_gas", "燃气隐患", "unsafe gas"
    UNSAFE_ELECTRICITY = "unsafe_electricity", "用电隐患", "unsafe electricity"
    UNSAFE_WATER = "unsafe_water", "水暖隐患", "unsafe water or heating"
    UNSAFE_HOUSING = "unsafe_housing", "住房隐患", "unsafe housing"
    FALL = "fall", "跌倒", "fall"
    ACUTE_ILLNESS = "acute_illness", "突发疾病", "acute illness"
    UNMET_BASIC_NEEDS = "unmet_basic_needs", "基本生活无保障", "basic needs unmet"
    MISSING = "missing", "走失失联", "missing"
    ABUSE = "abuse", "虐待", "abuse"
    NEGLECT = "neglect", "赡养人不履行义务", "neglect by supporters"
    MENTAL_CRISIS = "mental_crisis", "心理危机", "mental crisis"
    FRAUD = "fraud", "诈骗", "fraud"
    INCIDENT = "incident", "突发事件", "incident"
    OTHER = "other", "其他", "other"


class Severity(Code):
    """How grave a risk is."""

    MAJOR = "major", "重大", "major"
    GENERAL = "general", "一般", "general"


class EmergencyNumber(Code):
    """Whom to call (紧急求助电话)."""

    AMBULANCE = "120", "急救 120", "ambulance"
    POLICE = "110", "公安 110", "police"
    FIRE = "119", "消防 119", "fire and rescue"


class NoSignature(Code):
    """Why the elder did not sign."""

    CANNOT_WRITE = "cannot_write", "不会书写", "cannot write"
    UNABLE = "unable", "身体原因无法签字", "is unable to"
    REFUSED = "refused", "不愿签字", "does not wish to"
    NOT_IN_PERSON = "not_in_person", "非上门探访", "was not visited in person"
    NOT_MET = "not_met", "未见到", "was not met"
    OTHER = "other", "其他", "other"


class RemovalReason(Code):
    """Why an attachment is removed (附件移除原因)."""

    WRONG_FILE = "wrong_file", "传错文件", "it is another file than was meant"
    WRONG_RECORD = "wrong_record", "附在错误的记录上", "it belongs to another record"
    NOT_AGREED = "not_agreed", "当事人不同意留存", "who is shown or named does not want it kept"
    OTHER = "other", "其他", "other"


class PaperKind(Code):
    """What a paper of an elder's file is (档案材料类别)."""

    CARE_AGREEMENT = "care_agreement", "委托照顾协议", "care agreement"
    DISABILITY_CERTIFICATE = "disability_certificate", "残疾人证", "disability certificate"
    SIGNED_FORM = "signed_form", "签字的登记表", "signed registration form"
    CONSENT = "consent", "知情同意书", "consent to being visited"
    OTHER = "other", "其他", "other"


class ListSource(Code):
    """Where the name of a possible elder came from (摸排来源). Source: 涵民〔2023〕53号, part 3 (1)."""

    STATION = "station", "乡镇（街道）社工站", "social work station of the township"
    VILLAGE = "village", "村（居）委会", "village or residents' committee"
    GRID = "grid", "网格员", "grid worker"
    DEPARTMENT = "department", "其他部门数据", "another department's data"
    OTHER = "other", "其他渠道", "another way"


class CensusStage(Code):
    """How far the census (摸排) has come with somebody."""

    LISTED = "listed", "已列入名单", "on a list, not yet surveyed"
    SURVEYED = "surveyed", "已入户核实", "surveyed, not yet decided"
    CONFIRMED = "confirmed", "已确定为服务对象", "confirmed as a target"
    NOT_ELIGIBLE = "not_eligible", "经核实不符合条件", "found not eligible"
    LEFT = "left", "确定前已退出（去世、迁出、不愿、重复等）", "left before it was decided"


class MatchSign(Code):
    """What two files have in common that may be one person's (疑似同一人依据)."""

    NAME = "name", "姓名相同", "the same name"
    NAME_SOUND = "name_sound", "姓名读音相近", "a name that sounds alike"
    PHONE = "phone", "联系电话相同", "the same phone"
    SEX = "sex", "性别相同", "the same sex"
    BIRTH_YEAR = "birth_year", "出生年份相近（相差不超过 1 年）", "birth years at most one apart"
    VILLAGE = "village", "同村（居）", "the same village"
    GROUP = "group", "同小区、村民小组或自然村", "the same estate, villagers' group or natural village"


class Eligible(Code):
    """What a survey says of eligibility (是否符合条件)."""

    YES = "yes", "符合", "yes"
    NO = "no", "不符合", "no"
    UNSURE = "unsure", "待定", "unsure"


class Condition(Code):
    """How somebody was found to be at the survey: the baseline that later visits compare with (基线)."""

    GOOD = "good", "良好", "good"
    FAIR = "fair", "一般", "fair"
    POOR = "poor", "较差", "poor"
    NOT_OBSERVED = "not_observed", "未观察", "not observed"


class Illness(Code):
    """Illness as found at the survey (患病情况)."""

    NONE = "none", "无", "none"
    CHRONIC = "chronic", "慢性病", "chronic"
    SEVERE = "severe", "重病", "severe"
    NOT_OBSERVED = "not_observed", "未了解", "not asked"


class Hardship(Code):
    """In what somebody is hard up (衣食住行医方面的困难)."""

    CLOTHING = "clothing", "衣", "clothing"
    FOOD = "food", "食", "food"
    HOUSING = "housing", "住", "housing"
    TRAVEL = "travel", "行", "getting about"
    MEDICAL = "medical", "医", "medical care"


class Support(Code):
    """How the supporters keep their duty (赡养人履行赡养义务情况)."""

    KEPT = "kept", "履行", "kept"
    PARTLY = "partly", "部分履行", "kept in part"
    NEGLECTED = "neglected", "不履行", "neglected"
    NOBODY = "nobody", "无赡养人", "there is nobody"
    NOT_KNOWN = "not_known", "未了解", "not known"


class SuspensionReason(Code):
    """Why visits rest for a time (暂停探访)."""

    HOSPITAL = "hospital", "住院", "in hospital"
    WITH_FAMILY = "with_family", "投靠子女亲属暂住", "staying with family"
    TRAVELLING = "travelling", "外出", "travelling"
    RESPITE_CARE = "respite_care", "短期托养", "in respite care"
    OTHER = "other", "其他", "other"


class LeaveReason(Code):
    """Why an elder left the ledger (退出原因)."""

    DECEASED = "deceased", "去世", "deceased"
    MOVED_AWAY = "moved_away", "迁出本县（区）", "moved out of the district"
    INSTITUTION = "institution", "入住养老机构", "entered an institution"
    NOT_ELIGIBLE = "not_eligible", "不符合条件", "is not, or no longer, eligible"
    DECLINED = "declined", "本人不愿接受", "does not wish the service"
    DUPLICATE = "duplicate", "重复建档", "the file was made twice"


class ContactState(Code):
    """Whether there is a first contact (第一探访联系人)."""

    NAMED = "named", "已明确", "named"
    PROPOSED = "proposed", "拟定同住或同村子女", "a child at home or in the village is proposed"
    REMOTE_ONLY = "remote_only", "子女均在外地", "only children elsewhere"
    MISSING = "missing", "未明确", "nobody: the township must name one"


class PairingKind(Code):
    """How somebody looks after an elder beside the visits (结对关爱方式)."""

    PAIRED_SUPPORT = "paired_support", "结对帮扶", "paired support"
    LINKED_CONTACT = "linked_contact", "挂钩联系", "an official's linked contact"
    ONE_TO_ONE = "one_to_one", "一对一联系人", "one-to-one contact of a special family"
    OLD_PARTNER = "old_partner", "老伙伴", "a younger elder as companion"
    GRID = "grid", "网格", "the grid worker of the elder's grid"


class PeriodKind(Code):
    """Why a special period (特殊时间节点) was declared."""

    WEATHER = "weather", "极端天气", "extreme weather"
    FESTIVAL = "festival", "传统节日", "a traditional festival"
    OTHER = "other", "其他", "other"


class Flag(Code):
    """What an elder's status draws attention to."""

    OVERDUE = "overdue", "逾期未探访", "a visit is overdue"
    SPECIAL_MISSED = "special_missed", "特殊时段未探访", "a visit of a special period was missed"
    REVIEW_OVERDUE = "review_overdue", "档案更新逾期", "the half-yearly review is overdue"
    VERIFY_FAMILY = (
        "verify_family",
        "档案情况需核实",
        "to be verified: a category is not known, or a planned return has passed",
    )
    REASSESS = "reassess", "能力评估满一年，需复评", "the ability grade is over a year old"
    HEALTH_CHECK_DUE = "health_check_due", "健康检查到期", "a health check is due"
    PAPER_EXPIRED = "paper_expired", "档案材料过期", "a paper of the file has expired"
    CONTACT_MISSING = "contact_missing", "无第一探访联系人", "there is no first contact"
    DEPENDENT_ALONE = "dependent_alone", "生活不能自理者独居", "lives alone and cannot manage alone"
    TIER_DISAGREES = "tier_disagrees", "填报与判定的重点/一般不一致", "the tier stated and the tier derived differ"

    OPEN_MAJOR_RISK = "open_major_risk", "重大风险未销号", "a major risk is open"
    OPEN_RISK = "open_risk", "风险隐患未销号", "a risk is open"
    OPEN_NEED = "open_need", "需求未办结", "a need is open"
    NOT_MET_TWICE = "not_met_twice", "连续两次未见到", "not met twice in a row"
    CASE_OVERDUE = "case_overdue", "需求或隐患办理逾期", "a step of a need or a risk is overdue"
    DEVICE_QUIET = "device_quiet", "监测设备失联", "nothing was heard from a device for longer than its quiet time"


class Question(Code):
    """What to ask where too little is known to judge a category (待核实事项)."""

    SPOUSE = "spouse", "有无配偶", "whether there is a spouse"
    SPOUSE_PLACE = "spouse_place", "配偶居住地", "where the spouse lives"
    CHILDREN = "children", "子女情况", "who the children are"
    CHILD_DISABILITY = "child_disability", "独生子女残疾等级", "the only child's disability grade, 0 if there is none"
    KIN_PLACE = (
        "kin_place",
        "子女或其他家属居住地（到乡镇、街道）",
        "where a child or other family lives, down to the township",
    )
    KIN_SINCE = "kin_since", "子女或其他赡养义务人外出时间", "since when a child or supporter has been away"
    KIN_REASON = "kin_reason", "子女或其他赡养义务人外出原因", "why a child or supporter is away"
    LIVES_WITH = "lives_with", "与谁同住", "with whom the elder lives"
    CARER = "carer", "是否有人照顾", "whether somebody cares for the elder"
    LABOUR = "labour", "劳动能力", "capacity to work"
    ABILITY = "ability", "能力等级", "the grade of ability"
    CERTIFICATE = "certificate", "残疾人证（无证填空）", "the disability certificate, null if there is none"
    BIRTH_DATE = "birth_date", "出生日期", "the birth date"
    REGISTERED_PLACE = (
        "registered_place",
        "户籍地（到乡镇、街道）",
        "where the household is registered, down to the township",
    )
    RURAL_REGISTRATION = "rural_registration", "是否农村户籍", "whether the registration is rural"
    RURAL_RESIDENCE = "rural_residence", "是否居住在农村", "whether the residence is rural"
    ECONOMIC = "economic", "经济情况", "economic status"
    LIVING = "living", "生活状况", "living situation"
    INCOME = "income", "经济来源", "sources of income"


DICTIONARY: dict[str, type[Code]] = {
    "list_sources": ListSource, "census_stages": CensusStage, "match_signs": MatchSign, "eligible": Eligible,
    "conditions": Condition, "illnesses": Illness, "hardships": Hardship, "supports": Support,
    "categories": Category, "tiers": Tier, "file_states": FileState, "consents": Consent, "sexes": Sex, "abilities": Ability,
    "ability_items": AbilityItem, "ability_modifiers": AbilityModifier, "assessment_reasons": AssessmentReason,
    "economic_statuses": EconomicStatus, "lives_with": LivesWith, "spouse_statuses": SpouseStatus,
    "labour_capacities": LabourCapacity, "away_reasons": AwayReason, "helper_kinds": HelperKind,
    "political_statuses": PoliticalStatus, "health_told": HealthTold, "living_told": LivingTold,
    "not_applicable_reasons": NotApplicableReason, "modes": Mode, "outcomes": Outcome,
    "not_met_reasons": NotMetReason, "trends": Trend, "illness_trends": IllnessTrend, "safety": Safety,
    "household_trends": HouseholdTrend, "services": Service, "visitor_categories": VisitorCategory, "need_kinds": NeedKind,
    "risk_kinds": RiskKind, "severities": Severity, "emergency_numbers": EmergencyNumber, "no_signature_reasons": NoSignature,
    "removal_reasons": RemovalReason, "paper_kinds": PaperKind,
    "suspension_reasons": SuspensionReason, "leave_reasons": LeaveReason,
    "contact_states": ContactState, "period_kinds": PeriodKind, "flags": Flag, "questions": Question,
}  # fmt: skip
