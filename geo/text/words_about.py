"""The texts of the page About the data, of the first-visit guide and of the help beside terms; ``words`` holds them with the rest."""

TERMS = (  # terms of the field, in the order they are explained; each is an anchor of the page
    "claim",
    "incident",
    "grading",
    "ranges",
    "possible",
    "precision",
    "sectors",
    "answers",
    "fighting",
    "aggregate",
    "overlap",
    "massacre",
)

TEXTS: dict[str, tuple[str, str]] = {
    "page_about": ("About the data", "عن البيانات"),
    "about_link": ("[More: About the data](about?lang={language}#{term})", "[المزيد: عن البيانات](about?lang={language}#{term})"),
    "about_lead": (
        "{claims} from {sources}, gathered into {incidents} by the judgement of people, {dates}. What is written here says how to read them, and what they cannot say.",
        "{claims} من {sources}، جُمعت في {incidents} بحكم أشخاص، {dates}. ما كُتب هنا يبيّن كيف تُقرأ وما لا تستطيع قوله.",
    ),
    "about_here": ("What is in here", "ما هنا"),
    "about_here_text": (
        "Claims of Raqqa is Being Slaughtered Silently (RBSS), of Airwars (November and December 2016), of UCDP GED (2016 and 2017) and of the press, each with its source, its licence and the day it was read. "
        "Strikes the Coalition declared until 17 October 2016 stand beside them as context. Boundaries and places are OCHA's.",
        "ادعاءات الرقة تذبح بصمت، وAirwars (تشرين الثاني وكانون الأول 2016)، وUCDP GED (2016 و2017)، والصحافة، لكل منها مصدره ورخصته ويوم قراءته. "
        "وبجانبها، سياقاً، الضربات التي أعلنها التحالف حتى 17 تشرين الأول 2016. الحدود والأماكن من OCHA.",
    ),
    "about_missing": ("What is not in here", "ما ليس هنا"),
    "about_missing_1": (
        "Everyone who was never recorded: killed where no documenter, phone or signal was left, under rubble nobody cleared, or in families with nobody left to tell. A place without a mark is a place without a record, not without dead.",
        "كل من لم يُسجَّل قط: من قُتل حيث لم يبقَ موثّق ولا هاتف ولا إشارة، أو تحت أنقاض لم يرفعها أحد، أو في عائلات لم يبقَ منها من يروي. المكان بلا علامة مكان بلا تسجيل، لا بلا قتلى.",
    ),
    "about_missing_2": (
        "Airwars' incidents after December 2016, and so every grading of the months after; names of victims; positions that nobody published; strikes declared after 17 October 2016.",
        "حوادث Airwars بعد كانون الأول 2016، ومعها كل تصنيف للأشهر التالية؛ وأسماء الضحايا؛ والمواقع التي لم ينشرها أحد؛ والضربات المعلنة بعد 17 تشرين الأول 2016.",
    ),
    "about_missing_3": (
        "A total. Every number is “documented so far”: a floor under what happened, never its sum.",
        "مجموع نهائي. كل رقم هو «ما وُثّق حتى الآن»: حد أدنى لما حدث، وليس حصيلته أبداً.",
    ),
    "about_terms": ("The words used", "الكلمات المستعملة"),
    "term_claim": ("Claim", "ادعاء"),
    "term_claim_text": (
        "One source's statement about one event. Claims are never merged away: where two differ, both are shown.",
        "قول مصدر واحد عن حدث واحد. لا تُدمج الادعاءات أبداً: إذا اختلف ادعاءان عُرضا كلاهما.",
    ),
    "term_incident": ("Incident", "حادثة"),
    "term_incident_text": (
        "One claim, or several that a person judged to be about one event; who judged, when and why is on the incident's page.",
        "ادعاء واحد، أو عدة ادعاءات حكم شخص بأنها عن حدث واحد؛ ومن حكم ومتى ولماذا مذكور في صفحة الحادثة.",
    ),
    "term_grading": ("Grading", "التصنيف"),
    "term_grading_text": (
        "Airwars' words. Confirmed: a belligerent accepted responsibility. Fair: two or more credible sources, and likely action nearby. Weak: a single source. Contested: competing claims of responsibility. "
        "Discounted: those killed were combatants, or another party is most likely responsible. It mixes evidence and responsibility, so it is no ladder and has no colours of one. Only Confirmed and Fair make the headline.",
        "كلمات Airwars. مؤكدة: أقرّ طرف بالمسؤولية. مقبولة: مصدران موثوقان أو أكثر، ونشاط مرجّح قربها. ضعيفة: مصدر واحد. متنازع عليها: ادعاءات متنافسة بالمسؤولية. "
        "غير محتسبة: كان القتلى مقاتلين، أو الأرجح أن طرفاً آخر مسؤول. وهو يخلط الدليل بالمسؤولية، فليس سلّماً ولا ألوان سلّم له. المؤكدة والمقبولة وحدهما في العنوان.",
    ),
    "term_ranges": ("Ranges, “or more”, no figure", "المدى و«فأكثر» وبلا رقم"),
    "term_ranges_text": (
        "A range runs from the lowest minimum to the highest number that any claim states. “Or more” has no upper end. A missing number is unknown, never 0, and is counted as “without a number”. Women and children are among the dead and never added to them.",
        "يمتد المدى من أدنى حد أدنى إلى أعلى رقم يذكره أي ادعاء. «فأكثر» لا حد أعلى لها. والرقم الغائب مجهول وليس صفراً، ويُحسب «بلا عدد». النساء والأطفال من بين القتلى ولا يضافون إليهم.",
    ),
    "term_possible": ("Certain and possible", "محدد ومحتمل"),
    "term_possible_text": (
        "Dates are intervals. A window holds an incident certainly if its whole interval lies inside, possibly if they only overlap. Possible ones are named beside and drawn hollow; undated ones have a tray.",
        "التواريخ فترات. تتضمن الفترة المختارة الحادثة تحديداً إذا وقعت فترتها كلها ضمنها، واحتمالاً إذا تقاطعتا فقط. تُذكر المحتملة بجانبها وتُرسم مفرّغة، وللتي بلا تاريخ درج.",
    ),
    "term_precision": ("Precision of a place", "دقة المكان"),
    "term_precision_text": (
        "A disc is as wide as the place is known: a village 1,500 m, a town 2,500 m; these radii are this map's convention. What is known only to a subdistrict, district or governorate shades that area and is never a point. “Near” a place is within about 25 km (UCDP). A name alone never places anything.",
        "الدائرة بقدر ما يُعرف المكان: القرية 1,500 م والبلدة 2,500 م؛ وهذه الأقطار اصطلاح هذه الخريطة. وما لا يُعرف إلا على مستوى ناحية أو منطقة أو محافظة يظلل تلك المنطقة ولا يكون نقطة. و«قرب» مكان يعني ضمن نحو 25 كم (UCDP). والاسم وحده لا يحدد مكاناً.",
    ),
    "term_sectors": ("Sectors", "القطاعات"),
    "term_sectors_text": (
        "This map's convention: four quarters around the city centre, north, east, south and west, beyond a city radius of 5 km. They do not nest in districts.",
        "اصطلاح هذه الخريطة: أربعة أرباع حول مركز المدينة، شمالاً وشرقاً وجنوباً وغرباً، خارج نصف قطر للمدينة 5 كم. ولا تنطبق على المناطق الإدارية.",
    ),
    "term_answers": ("The attacker's answer", "رد المهاجم"),
    "term_answers_text": (
        "Silence is said only where the source could have recorded an answer: UCDP, ACLED and most tables cannot, so theirs is “not covered”. “Non-credible” is the Coalition's word for a report it did not accept, not a finding about the report.",
        "لا يُقال إن هناك صمتاً إلا حيث كان يمكن للمصدر أن يسجّل رداً: لا يستطيع ذلك UCDP وACLED وأغلب الجداول، فردّها «لا يغطيه المصدر». و«غير موثوق» كلمة التحالف لبلاغ لم يقبله، وليست حكماً على البلاغ.",
    ),
    "term_fighting": ("Fighting", "القتال"),
    "term_fighting_text": (
        "UCDP also records events in which no civilian and nobody of unknown status died; ACLED records battles. They are one switch away, counted apart and never called strikes. Dead of unstated status are shown as such, never as 0 civilians.",
        "يسجّل UCDP أيضاً أحداثاً لم يُقتل فيها مدني ولا مجهول الصفة، ويسجّل ACLED معارك. تظهر بمفتاح واحد وتُحسب على حدة ولا تُسمى ضربات أبداً. والقتلى الذين لم تُذكر صفتهم يُعرضون كذلك، لا على أنهم صفر مدنيين.",
    ),
    "term_aggregate": ("Aggregate", "حصيلة مجمّعة"),
    "term_aggregate_text": (
        "A claim that rests on a count over several events. It may contain others; where a person linked it as the whole of others, it is set aside and named.",
        "ادعاء يستند إلى حصيلة عدة أحداث. قد يتضمن غيره، وإذا ربطه شخص بوصفه كلاً لأجزاء تُرك جانباً وذُكر.",
    ),
    "term_overlap": ("May be one event", "قد يكون حدثاً واحداً"),
    "term_overlap_text": (
        "Claims of two sources within 5 km and 2 days that nobody has judged yet. They stay two incidents, and the sentence says how many such pairs there are. The page Data is where they are judged.",
        "ادعاءات من مصدرين ضمن 5 كم ويومين لم يُبتّ فيها بعد. تبقى حادثتين، وتذكر الجملة عدد هذه الأزواج. ويُبتّ فيها في صفحة البيانات.",
    ),
    "term_massacre": ("Massacre", "مجزرة"),
    "term_massacre_text": (
        "RBSS's word for what happened at Jarnieh, Al Abara and Al Msherfa, and Maezela. It is shown as the source's wording; this map adds no such word of its own.",
        "كلمة الرقة تذبح بصمت لما حدث في الجرنية، والعبارة والمشيرفة، ومعيزيلة. تُعرض بوصفها كلام المصدر، ولا تضيف هذه الخريطة كلمة كهذه من عندها.",
    ),
    "about_cite": ("How to cite", "كيف يُستشهد به"),
    "about_cite_text": (
        "Cite the source of the claim, not this map: RBSS with the address of the article, Airwars with the address of the incident, UCDP GED with Sundberg and Melander 2013, the press with the outlet. For a figure of this map add the address of the view and the hash of the data, {hash}.",
        "استشهد بمصدر الادعاء لا بهذه الخريطة: الرقة تذبح بصمت مع عنوان المقال، وAirwars مع عنوان الحادثة، وUCDP GED مع سوندبرغ وميلاندر 2013، والصحافة مع الوسيلة. ولرقم من هذه الخريطة أضف عنوان العرض وبصمة البيانات \u2068{hash}\u2069.",
    ),
    "about_correct": ("How to correct an entry", "كيف يُصحَّح مدخل"),
    "about_correct_text": (
        "Add a row to data/hand/corrections.csv: the claim, the column, what it was, what it becomes, why, by whom and when. The file of the source stays as it is, and the page shows what was corrected. To link or part claims, use Overlaps on the page Data.",
        "أضف سطراً إلى \u2068data/hand/corrections.csv\u2069: الادعاء والعمود وما كان وما يصير والسبب ومن قرر ومتى. يبقى ملف المصدر كما هو، وتعرض الصفحة ما صُحّح. ولربط الادعاءات أو فصلها استعمل «التداخلات» في صفحة البيانات.",
    ),
    "about_licences": ("Licences of what is here", "رخص ما هنا"),
    # first visit
    "guide_title": ("First time here?", "زيارتك الأولى؟"),
    "guide_1": (
        "Read the sentence at the top: what is documented so far, and what is counted apart.",
        "اقرأ الجملة في الأعلى: ما وُثّق حتى الآن، وما يُحسب على حدة.",
    ),
    "guide_2": (
        "Move the window under the map; click a badge for its incidents, and an incident for who says what.",
        "حرّك الفترة تحت الخريطة، واضغط شارة لترى حوادثها، وحادثة لترى من يقول ماذا.",
    ),
    "guide_3": (
        "Make a picture with its evidence on the page Card; bring your own files on the page Data.",
        "اصنع صورة وفيها أدلتها في صفحة البطاقة، وأدخل ملفاتك في صفحة البيانات.",
    ),
    "guide_close": ("Understood", "فهمت"),
    "help_grading": (
        "Airwars' words for evidence and responsibility; not a ladder.",
        "كلمات Airwars للدليل والمسؤولية، وليست سلّماً.",
    ),
    "help_response": (
        "What the attacker answered. Silence is said only where the source could have recorded an answer.",
        "ما ردّ به المهاجم. لا يُقال إن هناك صمتاً إلا حيث كان يمكن للمصدر أن يسجّل رداً.",
    ),
    "help_precise": (
        "Leaves out what is known only to a town, a city or a wider area.",
        "يستبعد ما لا يُعرف إلا على مستوى بلدة أو مدينة أو منطقة أوسع.",
    ),
    "help_source": (
        "Incidents that one of these sources names, with the figures of every source.",
        "حوادث يذكرها أحد هذه المصادر، بأرقام جميع المصادر.",
    ),
    "help_min_killed": (
        "By the lowest number that any claim states; incidents without a figure are left out.",
        "حسب أدنى رقم يذكره أي ادعاء، وتُستبعد الحوادث بلا رقم.",
    ),
}
