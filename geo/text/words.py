"""Every text a reader sees, in English and Arabic, and how numbers, ranges and dates are written in each.

Numbers keep European digits in both languages; a range inside Arabic text is isolated so that 8-10 is not turned round.
"""

from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from geo import settings as s
from geo.text import words_about, words_import

LOCALES = {"en": "en_GB", "ar": "ar_SY"}  # ar_SY: Levantine month names
_EUROPEAN = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_PLURALS = {lang: Locale.parse(code).plural_form for lang, code in LOCALES.items()}

TEXTS: dict[str, tuple[str, str]] = {
    "product": ("Raqqa countryside strike map", "خريطة الضربات على ريف الرقة"),
    "other_language": ("العربية", "English"),
    "page_map": ("Map", "الخريطة"),
    "page_timeline": ("Timeline", "الخط الزمني"),
    "page_areas": ("Areas", "المناطق"),
    "page_incidents": ("Incidents", "الحوادث"),
    "page_answers": ("Answers", "الردود"),
    "page_card": ("Card", "البطاقة"),
    "views": ("Views", "العروض"),
    "save_view": ("Save this view", "حفظ هذا العرض"),
    "views_help": (
        "A view is a small file with filters, window, page and language, and the hash of the data; it holds no data.",
        "العرض ملف صغير فيه المرشّحات والفترة والصفحة واللغة وبصمة البيانات، ولا بيانات فيه.",
    ),
    "open_view": ("Open a saved view", "فتح عرض محفوظ"),
    "view_other_data": (
        "This view was saved on other data ({was}); this record is {now}. Its figures may differ from those its author saw.",
        "حُفظ هذا العرض على بيانات أخرى ({was})، وهذا السجل {now}. قد تختلف أرقامه عما رآه من حفظه.",
    ),
    "view_bad": (
        "“{name}” is no view of this map. Choose a file saved here under “Save this view”.",
        "«\u2068{name}\u2069» ليس عرضاً لهذه الخريطة. اختر ملفاً حُفظ هنا بزر «حفظ هذا العرض».",
    ),
    "dates": ("{start} to {end}", "من {start} إلى {end}"),
    "extent_countryside": ("Raqqa countryside", "ريف الرقة"),
    "extent_city": ("Raqqa city", "مدينة الرقة"),
    "extent_both": ("Raqqa governorate, countryside and city", "محافظة الرقة، الريف والمدينة"),
    "extent_short_countryside": ("Countryside", "الريف"),
    "extent_short_city": ("City", "المدينة"),
    "extent_short_both": ("Both", "كلاهما"),
    # the totals sentence
    "lead_count": ("{extent}, {dates}: {incidents} documented so far", "{extent}، {dates}: {incidents} موثّقة حتى الآن"),
    "and_possible": (" (and {n} possible)", " (و{n} محتملة)"),
    "lead_headline": (
        "In {incidents} graded Confirmed or Fair, {range} civilians are reported killed.",
        "المصنّفة مؤكدة أو مقبولة: {incidents}، والقتلى المدنيون المبلّغ عنهم فيها {range}.",
    ),
    "lead_headline_possible": (
        "Of those whose dates are certain none is graded Confirmed or Fair; possible in this window besides: {incidents}, {range}.",
        "ليس بين ما تاريخه محدد ما هو مصنّف مؤكد أو مقبول؛ ومحتمل في هذه الفترة أيضاً: {incidents}، {range}.",
    ),
    "outside_record": (
        "the record runs {dates}, days outside it are unknown, not empty",
        "السجل {dates}، وما خارجه مجهول وليس خالياً",
    ),
    "card_outside": ("Its position lies outside the governorate.", "موقعها خارج المحافظة."),
    "graded_span": ("graded incidents are in this record only for {dates}", "الحوادث المصنّفة موجودة في هذا السجل فقط {dates}"),
    "lead_no_headline": ("None of them is graded Confirmed or Fair.", "ليس بينها ما هو مصنّف مؤكد أو مقبول."),
    "lead_headline_no_figure": (
        "{incidents} graded Confirmed or Fair, without a figure.",
        "المصنّفة مؤكدة أو مقبولة: {incidents}، بلا رقم.",
    ),
    "apart": ("Counted apart, never added to that: {parts}.", "تُحسب على حدة ولا تُضاف إلى ذلك: {parts}."),
    "apart_part": ("{grading} {range} killed in {incidents}", "{grading}: {incidents}، القتلى {range}"),
    "apart_part_none": ("{grading} {incidents} without a figure", "{grading}: {incidents} بلا رقم"),
    "no_figure": ("Without a number of civilians killed: {incidents}", "بلا عدد للقتلى المدنيين: {incidents}"),
    "status_unknown": ("dead whose status is not stated: {n}", "قتلى لم تُذكر صفتهم: {n}"),
    "fighting": ("fighting without civilian dead: {incidents}", "قتال بلا قتلى مدنيين: {incidents}"),
    "pairs": (
        "claims of two sources that may be one event, not yet judged: {n}",
        "ادعاءات من مصدرين قد تكون حدثاً واحداً ولم يُبتّ فيها بعد: {n}",
    ),
    "aggregates": (
        "resting on an aggregate count that may contain others: {incidents}",
        "تستند إلى حصيلة مجمّعة قد تتضمن غيرها: {incidents}",
    ),
    "set_aside": ("in no sum because they contain others: {incidents}", "لا تدخل في أي مجموع لأنها تتضمن غيرها: {incidents}"),
    "off_map": (
        "in no one subdistrict (wider area, no position or outside): {n}",
        "ليست في ناحية بعينها (منطقة أوسع أو بلا موقع أو خارج المحافظة): {n}",
    ),
    "undated_left_out": ("undated and left out of this window: {n}", "بلا تاريخ ومستبعدة من هذه الفترة: {n}"),
    "city_apart": ("Raqqa city, counted apart: {incidents}", "مدينة الرقة، تُحسب على حدة: {incidents}"),
    # ranges
    "range_possible": ("only possible in this window, not summed", "محتملة فقط في هذه الفترة، غير مجموعة"),
    "range_up_to": ("up to {b}", "حتى {b}"),
    "as_read": ("as read on {date}", "كما قُرئ في {date}"),
    "source_text": ("incidents that {names} names, with the figures of every source", "حوادث يذكرها {names}، بأرقام جميع المصادر"),
    "min_killed_text": ("at least {n} reported killed, those without a figure left out", "القتلى {n} على الأقل، دون ما لا رقم له"),
    "point_only_text": ("those without a point left out", "دون ما لا نقطة له"),
    "near_count": ("{n} of them within about 25 km of it", "منها {n} ضمن نحو 25 كم منه"),
    "range_none": ("no figure", "بلا رقم"),
    "range_one": ("{a}", "{a}"),
    "range_two": ("{a} to {b}", "{a} إلى {b}"),
    "range_one_open": ("{a} or more", "{a} فأكثر"),
    "range_two_open": ("{a} to {b} or more", "{a} إلى {b} فأكثر"),
    "killed": ("{range} killed", "القتلى {range}"),
    "unknown_dead": ("{dead}, status not stated", "{dead}، الصفة غير مذكورة"),
    "all_dead": (
        "All dead, fighters included: {low} to {high}, best estimate {best}",
        "جميع القتلى بمن فيهم المقاتلون: {low} إلى {high}، وأفضل تقدير {best}",
    ),
    "all_dead_one": ("All dead, fighters included: {best}", "جميع القتلى بمن فيهم المقاتلون: {best}"),
    # codes
    "grading_confirmed": ("Confirmed", "مؤكدة"),
    "grading_fair": ("Fair", "مقبولة"),
    "grading_weak": ("Weak", "ضعيفة"),
    "grading_contested": ("Contested", "متنازع عليها"),
    "grading_discounted": ("Discounted", "غير محتسبة"),
    "grading_ungraded": ("Ungraded", "غير مصنّفة"),
    "grading_graded_differently": ("Graded differently", "مختلَف في تصنيفها"),
    "grading_headline": ("Confirmed + Fair", "مؤكدة + مقبولة"),
    "source_rbss": ("RBSS", "الرقة تذبح بصمت"),
    "source_airwars": ("Airwars", "Airwars"),
    "source_ucdp_ged": ("UCDP GED", "UCDP GED"),
    "source_press": ("Press and others", "الصحافة وغيرها"),
    "belligerent_us_led_coalition": ("US-led Coalition", "التحالف بقيادة الولايات المتحدة"),
    "belligerent_russian_military": ("Russian military", "الجيش الروسي"),
    "belligerent_unknown": ("Not stated", "غير مذكور"),
    "role_suspected": ("suspected", "مشتبه به"),
    "role_known": ("known", "معروف"),
    "response_credible": ("Assessed credible", "قُيّم موثوقاً"),
    "response_non_credible": ("Assessed non-credible", "قُيّم غير موثوق"),
    "response_duplicate": ("Called a duplicate", "عُدّ مكرراً"),
    "response_denied": ("Denied", "نُفي"),
    "response_open": ("Assessment open", "التقييم مفتوح"),
    "response_not_yet_assessed": ("Not yet assessed", "لم يُقيّم بعد"),
    "response_none_recorded": ("No answer recorded", "لا رد مسجّل"),
    "response_answered_differently": ("Answered differently", "ردود مختلفة"),
    "response_not_covered": ("Not covered by this source", "لا يغطيه هذا المصدر"),
    "response_answered_later": ("Answered only later", "جاء الرد لاحقاً"),
    "response_answer_undated": ("Answered, on a day this record does not hold", "جاء رد في يوم لا يذكره هذا السجل"),
    "reason_no_coalition_strikes": ("no Coalition strikes there", "لا ضربات للتحالف هناك"),
    "reason_insufficient_evidence": ("insufficient evidence", "أدلة غير كافية"),
    "reason_insufficient_information": ("insufficient information", "معلومات غير كافية"),
    "reason_other": ("other reason", "سبب آخر"),
    "reason_no_reason_given": ("no reason given", "بلا سبب مذكور"),
    "reason_killed_by_strike_blast": ("killed by the blast of a strike", "قُتلوا بانفجار ضربة"),
    "reason_inside_target_building": ("inside the target building", "داخل المبنى المستهدف"),
    "stated_yes": ("yes", "نعم"),
    "stated_no": ("no", "لا"),
    "stated_not_stated": ("not stated", "غير مذكور"),
    "accuracy_exact_location": ("exact location", "موقع دقيق"),
    "accuracy_within_1m": ("within 1 m", "ضمن 1 م"),
    "accuracy_within_100m": ("within 100 m", "ضمن 100 م"),
    "accuracy_within_150m": ("within 150 m", "ضمن 150 م"),
    "accuracy_nearby_landmark": ("nearby landmark", "معلم قريب"),
    "accuracy_street": ("street", "شارع"),
    "accuracy_neighbourhood_area": ("neighbourhood", "حي"),
    "accuracy_village": ("village", "قرية"),
    "accuracy_town": ("town", "بلدة"),
    "accuracy_city": ("city", "مدينة"),
    "accuracy_near_place": ("near the named place, within about 25 km", "قرب المكان المذكور، ضمن نحو 25 كم"),
    "accuracy_subdistrict": ("known only to a subdistrict", "معروف على مستوى الناحية فقط"),
    "accuracy_district": ("known only to a district", "معروف على مستوى المنطقة فقط"),
    "accuracy_province_governorate": ("known only to the governorate", "معروف على مستوى المحافظة فقط"),
    "accuracy_wider_region": ("known only to a wider region", "معروف على مستوى إقليم أوسع فقط"),
    "accuracy_unknown": ("precision not stated", "الدقة غير مذكورة"),
    "radius": ("disc of {n} m radius", "دائرة نصف قطرها {n} م"),
    "level_sector": ("Sectors", "قطاعات"),
    "level_district": ("Districts", "مناطق"),
    "level_subdistrict": ("Subdistricts", "نواحٍ"),
    "level_place": ("Places", "أماكن"),
    "level_one_governorate": ("governorate", "محافظة"),
    "level_one_sector": ("sector", "قطاع"),
    "level_one_district": ("district", "منطقة"),
    "level_one_subdistrict": ("subdistrict", "ناحية"),
    "level_one_place": ("place", "مكان"),
    "show_points": ("Points", "نقاط"),
    "sector_north": ("Northern countryside", "الريف الشمالي"),
    "sector_east": ("Eastern countryside", "الريف الشرقي"),
    "sector_south": ("Southern countryside", "الريف الجنوبي"),
    "sector_west": ("Western countryside", "الريف الغربي"),
    "sector_city": ("Raqqa city", "مدينة الرقة"),
    "measure_incidents": ("Incidents", "الحوادث"),
    "measure_headline": ("Killed, Confirmed + Fair, lowest", "القتلى، مؤكدة + مقبولة، الحد الأدنى"),
    "measure_ungraded": ("Killed, ungraded, lowest", "القتلى، غير مصنّفة، الحد الأدنى"),
    "basemap_none": ("None (offline)", "بلا (دون اتصال)"),
    "basemap_osm": ("OpenStreetMap", "OpenStreetMap"),
    "basemap_satellite": ("Satellite (Esri)", "صور فضائية (Esri)"),
    # controls
    "group_by": ("Group by", "التجميع حسب"),
    "extent": ("Extent", "النطاق"),
    "shade_by": ("Shade by", "التظليل حسب"),
    "filters": ("Filters", "المرشّحات"),
    "filters_n": ("Filters ({n})", "المرشّحات ({n})"),
    "filter_source": ("Source", "المصدر"),
    "filter_grading": ("Grading", "التصنيف"),
    "filter_belligerent": ("Belligerent", "الطرف"),
    "filter_response": ("Attacker's response", "رد المهاجم"),
    "any": ("Any", "الكل"),
    "filter_min_killed": ("Killed, at least", "القتلى، على الأقل"),
    "filter_precise": ("Place known to village level or better", "المكان معروف على مستوى القرية أو أدق"),
    "filter_fighting": ("Include fighting without civilian dead", "تضمين القتال بلا قتلى مدنيين"),
    "help_fighting": (
        "UCDP also records fighting in which no civilian and nobody of unknown status died. These are not strikes and not harm claims.",
        "يسجّل UCDP أيضاً قتالاً لم يُقتل فيه مدني ولا مجهول الصفة. هذه ليست ضربات ولا ادعاءات أذى.",
    ),
    "filter_text": ("Name in English or Arabic", "اسم بالعربية أو الإنكليزية"),
    "filter_near": ("Near a place", "قرب مكان"),
    "filter_area": ("Only one area", "منطقة واحدة فقط"),
    "near_km": ("within {km} km of {name}", "ضمن {km} كم من {name}"),
    "filter_km": ("Within km", "ضمن كم"),
    "shape_on": ("Inside the drawn shape", "داخل الشكل المرسوم"),
    "shape_hint": (
        "To filter by a shape, use the button with the dashed outline on the map.",
        "للترشيح بشكل، استعمل زر الإطار المتقطّع على الخريطة.",
    ),
    "shape_clear": ("Remove the shape", "إزالة الشكل"),
    "area_only": ("Only {name}", "{name} فقط"),
    "basemap": ("Background map", "خريطة الخلفية"),
    "basemap_warning": (
        "The provider of the background map will see which places you look at.",
        "سيرى مزوّد خريطة الخلفية الأماكن التي تنظر إليها.",
    ),
    "window": ("Window", "الفترة"),
    "preset_campaign": ("Countryside campaign", "حملة الريف"),
    "preset_all": ("Whole record", "كل السجل"),
    "preset": ("Phase", "المرحلة"),
    "step_back": ("Earlier by one window", "الفترة السابقة"),
    "step_forward": ("Later by one window", "الفترة التالية"),
    "reset": ("Reset", "إعادة ضبط"),
    "reset_help": ("Back to the opening view", "العودة إلى العرض الأول"),
    "histogram_by": ("Incidents by {stop}", "الحوادث لكل {stop}"),
    "certain": ("date certain", "تاريخ محدد"),
    "possible": ("date possible", "تاريخ محتمل"),
    "week_of": ("From", "من"),
    "incidents_axis": ("Incidents", "الحوادث"),
    "bins_note": (
        "An incident whose dates span several bars is counted once, as possible, where they begin.",
        "الحادثة التي تمتد تواريخها على عدة أعمدة تُحسب مرة واحدة، محتملةً، حيث تبدأ.",
    ),
    "tray_off_map": ("Not on the map ({n})", "ليست على الخريطة ({n})"),
    "tray_undated": ("Undated ({n})", "بلا تاريخ ({n})"),
    "tray_city": ("Raqqa city ({n})", "مدينة الرقة ({n})"),
    "tray_off_map_title": ("Not on the map", "ليست على الخريطة"),
    "tray_undated_title": ("Undated, left out of this window", "بلا تاريخ، مستبعدة من هذه الفترة"),
    "tray_off_map_why": (
        "{wider} known only to a wider area, {unlocated} without a position, {outside} with a point outside the governorate, {point} with a point but no area of this level near.",
        "{wider} معروفة على مستوى منطقة أوسع فقط، {unlocated} بلا موقع، {outside} موقعها خارج المحافظة، {point} لها نقطة بلا منطقة قريبة من هذا المستوى.",
    ),
    "list_all": ("Everything in view", "كل ما في العرض"),
    "list_point": ("At this point", "عند هذه النقطة"),
    "list_elsewhere": ("Elsewhere or not located", "في مكان آخر أو بلا موقع"),
    "list_wide": ("Known only to {name}", "معروف على مستوى {name} فقط"),
    "sort": ("Sort", "الترتيب"),
    "sort_killed": ("Most reported killed", "الأكثر قتلى"),
    "sort_date": ("Earliest first", "الأقدم أولاً"),
    "back_to_list": ("Back to the list", "العودة إلى القائمة"),
    "back_to_all": ("Show everything in view", "عرض كل ما في العرض"),
    "undated": ("Undated", "بلا تاريخ"),
    "is_possible": ("possible", "محتملة"),
    "unnamed": ("Unnamed place", "مكان بلا اسم"),
    "latin_mark": ("{name} (Latin)", "{name} (بالحروف اللاتينية)"),
    "who_says_what": ("Who says what", "من يقول ماذا"),
    "claim_killed": ("Civilians killed", "القتلى المدنيون"),
    "claim_injured": ("Injured", "الجرحى"),
    "claim_women": ("of them women", "منهم نساء"),
    "claim_children": ("of them children", "منهم أطفال"),
    "claim_when": ("When", "متى"),
    "claim_where": ("Where", "أين"),
    "claim_grading": ("Grading", "التصنيف"),
    "claim_party": ("Attributed to", "منسوبة إلى"),
    "claim_sides": ("Sides in the record (no role stated)", "الأطراف في السجل (بلا دور مذكور)"),
    "claim_response": ("Answer of the attacker", "رد المهاجم"),
    "claim_conceded": ("Conceded", "المُقرّ به"),
    "claim_stated": (
        "Admitted: {admitted}. Apologised: {apologised}. Promised or paid: {promised}.",
        "إقرار: {admitted}. اعتذار: {apologised}. وعد أو تعويض: {promised}.",
    ),
    "as_of": ("as of {date}", "حتى {date}"),
    "claim_note": ("Note", "ملاحظة"),
    "claim_source": ("Source", "المصدر"),
    "claim_strike_report": ("Strike release of the day", "بيان ضربات ذلك اليوم"),
    "claim_licence": ("Licence", "الرخصة"),
    "claim_retrieved": ("Retrieved", "تاريخ الجمع"),
    "claim_aggregate": ("Aggregate count: may contain other incidents", "حصيلة مجمّعة: قد تتضمن حوادث أخرى"),
    "claim_fighting": ("Fighting: no civilian dead recorded", "قتال: لا قتلى مدنيين مسجّلين"),
    "claim_corrected": ("Corrected by hand: {column} was “{was}”. {reason}", "صُحّح يدوياً: {column} كان «{was}». {reason}"),
    "position_disputed": (
        "Position disputed: see why below. Where several positions are given, they are the dashed rings.",
        "الموقع متنازع عليه: انظر السبب أدناه. وحيث ذُكرت عدة مواقع فهي الحلقات المتقطعة.",
    ),
    "linked_because": ("Why these are one event", "لماذا تُعدّ حدثاً واحداً"),
    "kept_apart": ("Kept apart from", "أُبقيت منفصلة عن"),
    "incident_gone": (
        "The incident “{id}” is not in this record. Choose one from the list.",
        "الحادثة «{id}» ليست في هذا السجل. اختر واحدة من القائمة.",
    ),
    "table_of_map": ("The same as a table", "على شكل جدول"),
    "column_place": ("Place", "المكان"),
    "column_date": ("Date", "التاريخ"),
    "column_killed": ("Civilians killed", "القتلى المدنيون"),
    "column_killed_of": ("Killed, {grading}", "القتلى، {grading}"),
    "column_grading": ("Grading", "التصنيف"),
    "column_answer": ("Attacker's answer", "رد المهاجم"),
    "column_claims": ("Claims", "الادعاءات"),
    "column_licence": ("Licence", "الرخصة"),
    "column_sources": ("Sources", "المصادر"),
    "column_women": ("Women among them", "منهم نساء"),
    "column_women_headline": ("Women, in Confirmed + Fair", "نساء، في المؤكدة + المقبولة"),
    "column_children": ("Children among them", "منهم أطفال"),
    "column_children_headline": ("Children, in Confirmed + Fair", "أطفال، في المؤكدة + المقبولة"),
    "column_answered": ("Answered by the attacker", "ردّ عليها المهاجم"),
    "column_first": ("First date", "أول تاريخ"),
    "column_last": ("Last date", "آخر تاريخ"),
    "column_residents": ("Residents, 2017", "السكان، 2017"),
    "column_rate": ("Incidents per 10,000 residents", "حوادث لكل 10,000 من السكان"),
    "column_what": ("What", "البند"),
    "column_month": ("Month", "الشهر"),
    "column_reported": ("Reported killed", "القتلى المبلّغ عنهم"),
    "column_conceded": ("Conceded", "المُقرّ به"),
    "column_not_known": ("Not known by then", "غير معروف حتى ذلك اليوم"),
    "column_no_conceded": ("Without a conceded number", "بلا رقم مُقرّ به"),
    "column_admitted": ("Admitted", "إقرار"),
    "column_apologised": ("Apologised", "اعتذار"),
    "column_promised_or_paid": ("Promised or paid", "وعد أو تعويض"),
    "column_says": ("Subject", "الموضوع"),
    "column_verdict": ("Do they agree?", "هل تتفق؟"),
    "column_name": ("Name given", "الاسم كما ورد"),
    "column_position": ("Latitude, longitude", "العرض، الطول"),
    "column_precision": ("Precision", "الدقة"),
    "column_away": ("From the position shown", "البعد عن الموقع المعروض"),
    "column_area": ("Area", "المنطقة"),
    "column_incidents": ("Incidents", "الحوادث"),
    "column_possible": ("Possible besides", "محتملة أيضاً"),
    "column_headline": ("Killed, Confirmed + Fair", "القتلى، مؤكدة + مقبولة"),
    "column_ungraded": ("Killed, ungraded", "القتلى، غير مصنّفة"),
    "column_no_figure": ("Without a figure", "بلا رقم"),
    "row_elsewhere": ("Elsewhere or not located", "في مكان آخر أو بلا موقع"),
    "copy": ("Copy:", "نسخ:"),
    "copy_address": ("address", "العنوان"),
    "copy_table": ("table", "الجدول"),
    "copy_sentence": ("sentence", "الجملة"),
    "copied": ("copied", "نُسخ"),
    "nothing": ("Nothing in this selection", "لا شيء في هذا الاختيار"),
    "nothing_why": (
        "No incident of the record passes all of: {what}.",
        "لا توجد حادثة في السجل تستوفي جميع ما يلي: {what}.",
    ),
    "bring_back_window": ("Open the window to the whole record ({n})", "فتح الفترة على كل السجل ({n})"),
    "bring_back_filters": ("Remove the filters", "إزالة المرشّحات"),
    "bad_params": ("Parts of the address were set aside", "أُهملت أجزاء من العنوان"),
    "bad_param": ("{name} = “{value}”: {allowed}", "{name} = «\u2068{value}\u2069»: {allowed}"),
    # legend
    "legend_shade": ("Shade: {measure}", "التظليل: {measure}"),
    "legend_badge": (
        "Badge: incidents; killed in Confirmed + Fair; lighter, killed in ungraded",
        "الشارة: الحوادث؛ القتلى في المؤكدة + المقبولة؛ وبلون أفتح القتلى في غير المصنّفة",
    ),
    "legend_dot": ("Dot: no room for the badge; the wider, the more incidents", "نقطة: لا متسع للشارة؛ كلما اتسعت زادت الحوادث"),
    "legend_headline": ("Confirmed or Fair", "مؤكدة أو مقبولة"),
    "legend_ungraded": ("Ungraded only", "غير مصنّفة فقط"),
    "legend_other": ("Weak, contested or other", "ضعيفة أو متنازع عليها أو غيرها"),
    "legend_possible": ("Dates only possibly inside the window", "تاريخها محتمل فقط ضمن الفترة"),
    "legend_disc": (
        "Disc: how precisely the place is known (radius by this map's convention)",
        "الدائرة: مدى دقة معرفة المكان (نصف القطر اصطلاح هذه الخريطة)",
    ),
    "legend_near": (
        "About 25 km around the named place: no disc, ring when chosen",
        "نحو 25 كم حول المكان المذكور: بلا دائرة، وحلقة عند الاختيار",
    ),
    "legend_wide": ("Hatched: some are known only to this area", "مخطّط: بعضها معروف على مستوى هذه المنطقة فقط"),
    "legend_sectors": (
        "Sectors: this map's convention, quarters around the city centre beyond 5 km",
        "القطاعات: اصطلاح هذه الخريطة، أرباع حول مركز المدينة بعد 5 كم",
    ),
    "legend_city": ("Raqqa city (5 km), counted apart", "مدينة الرقة (5 كم)، تُحسب على حدة"),
    "legend_title": ("Legend", "مفتاح الخريطة"),
    "legend_none": ("none", "لا شيء"),
    "attribution_ucdp_ged": ("UCDP GED (CC BY 4.0)", "UCDP GED (CC BY 4.0)"),
    "attribution": (
        "Claims: {sources}. Boundaries and places: OCHA (CC BY 3.0 IGO), GeoNames (CC BY 4.0). Water: GSHHG, Natural Earth. Data {hash}",
        "الادعاءات: {sources}. الحدود والأماكن: OCHA (CC BY 3.0 IGO)، GeoNames (CC BY 4.0). المياه: GSHHG، Natural Earth. البيانات {hash}",
    ),
    "map_label": ("Map of the Raqqa countryside", "خريطة ريف الرقة"),
    "zoom_in": ("Zoom in", "تكبير"),
    "zoom_out": ("Zoom out", "تصغير"),
    "fit": ("Show the whole governorate", "إظهار المحافظة كلها"),
    "draw": ("Draw a shape to filter by", "رسم شكل للترشيح"),
    "town_lake": ("Lake Assad", "بحيرة الأسد"),
    "town_river": ("Euphrates", "الفرات"),
    "draw_start": ("Click the first corner. Escape leaves.", "انقر الزاوية الأولى. زر Escape للخروج."),
    "draw_more": ("Click the next corner.", "انقر الزاوية التالية."),
    "draw_end": ("Click the first corner again to finish.", "انقر الزاوية الأولى مجدداً للإنهاء."),
    "title_headline": ("Killed, Confirmed + Fair: {range}", "القتلى، مؤكدة + مقبولة: {range}"),
    "title_ungraded": ("Killed, ungraded: {range}", "القتلى، غير مصنّفة: {range}"),
    "badge_label": (
        "{name}: {incidents}; Confirmed + Fair: {headline}; ungraded: {ungraded}",
        "{name}: {incidents}؛ مؤكدة + مقبولة: {headline}؛ غير مصنّفة: {ungraded}",
    ),
    "present": ("Present, as", "عرض تقديمي، بنسبة"),
    "present_off": ("off", "بلا"),
    "present_leave": ("Leave the presentation", "الخروج من العرض التقديمي"),
    # playback
    "player": ("Play through time", "تشغيل عبر الزمن"),
    "play": ("Play", "تشغيل"),
    "pause": ("Pause: the window becomes this frame", "إيقاف: تصير الفترة هذا الإطار"),
    "frame_back": ("One stop back", "محطة إلى الوراء"),
    "frame_on": ("One stop on", "محطة إلى الأمام"),
    "scrub": ("Position in time", "الموضع في الزمن"),
    "loop": ("Loop", "تكرار"),
    "play_mode": ("What a frame shows", "ما يعرضه الإطار"),
    "mode_instant": ("One stop", "محطة واحدة"),
    "mode_window": ("Moving window", "فترة متحركة"),
    "mode_from_start": ("From the start", "من البداية"),
    "mode_to_end": ("To the end", "حتى النهاية"),
    "play_stop": ("Length of a stop", "طول المحطة"),
    "stop_day": ("Day", "يوم"),
    "stop_week": ("Week", "أسبوع"),
    "stop_month": ("Month", "شهر"),
    "stop_phase": ("Campaign phase", "مرحلة من الحملة"),
    "speed": ("Stops a second", "محطات في الثانية"),
    "per_second": ("{n} a second", "{n} في الثانية"),
    "fit_results": ("Zoom to the results", "تقريب إلى النتائج"),
    "points_in_view": ("Drawn: the {n} of {all} spots in view", "المواقع المرسومة (ضمن الإطار): {n} من {all}"),
    # timeline page
    "timeline_empty": ("No dated incident passes the filters.", "لا توجد حادثة مؤرخة تستوفي المرشّحات."),
    "statements": ("Dated statements", "تصريحات مؤرخة"),
    "declared": ("Strikes the Coalition declared near Raqqa, Ayn Isa and Tal Abyad", "ضربات أعلنها التحالف قرب الرقة وعين عيسى وتل أبيض"),
    "declared_note": (
        "Context, not harm claims. This record ends on 17 October 2016, so by itself it cannot show the rise in strikes that RBSS reported after the announcement.",
        "للسياق، وليست ادعاءات أذى. ينتهي هذا السجل في 17 تشرين الأول 2016، فلا يستطيع وحده إظهار ازدياد الضربات الذي أفادت به «الرقة تذبح بصمت» بعد الإعلان.",
    ),
    "declared_axis": ("Declared strikes", "ضربات معلنة"),
    "month": ("Month", "الشهر"),
    "phases_note": ("The stretches differ in length.", "الأجزاء متفاوتة الطول."),
    "marks_key": (
        "Numbered lines: {phases}. Blue diamonds: the dated statements below.",
        "الخطوط المرقّمة: {phases}. المعيّنات الزرقاء: التصريحات المؤرخة أدناه.",
    ),
    "drag_chart": ("Drag over the chart to choose a window; every page follows.", "اسحب فوق الرسم لاختيار فترة، وتتبعها كل الصفحات."),
    "series_sentence": (
        "{extent}, by {stop}: {incidents} in the whole record, {undated} undated besides. Most in one stretch: {peak}, from {first}{ties}.",
        "{extent}، لكل {stop}: {incidents} في كل السجل، عدا {undated} بلا تاريخ. والأكثر في جزء واحد: {peak}، بدءاً من {first}{ties}.",
    ),
    "ties": (" and as many in {n} others", "، ومثلها في {n} غيره"),
    "killed_sentence": (
        "{grading}: the highest number stated for one stretch is {range}, from {first}{caution}. Whiskers run from the lowest to the highest number; a triangle means “or more”.",
        "{grading}: أعلى رقم مذكور لجزء واحد {range}، بدءاً من {first}{caution}. تمتد الخطوط من أدنى رقم إلى أعلاه، والمثلث يعني «فأكثر».",
    ),
    "killed_caution": (
        " (others have no upper end or incidents without a figure, so it need not be the deadliest)",
        " (لأجزاء أخرى نهايات مفتوحة أو حوادث بلا رقم، فليس بالضرورة الأكثر قتلى)",
    ),
    "killed_empty": ("{grading}: no figure in this choice.", "{grading}: لا رقم في هذا الاختيار."),
    "killed_axis": ("Reported killed", "القتلى المبلّغ عنهم"),
    "killed_title": ("Reported killed: {grading}", "القتلى المبلّغ عنهم: {grading}"),
    "split": ("Small multiples", "رسوم مصغّرة"),
    "split_none": ("One chart", "رسم واحد"),
    "split_area": ("By area", "حسب المنطقة"),
    "split_source": ("By source", "حسب المصدر"),
    "split_source_note": (
        "An incident that two sources report stands in both charts.",
        "الحادثة التي يذكرها مصدران تظهر في الرسمين.",
    ),
    "split_area_note": (
        "All on the same scale; together they hold every dated incident.",
        "كلها على المقياس نفسه، وهي معاً تضم كل حادثة مؤرخة.",
    ),
    # areas page
    "areas_waiting": (
        "RBSS wrote after the first phase of the campaign that more than 400,000 people in Raqqa were waiting for an unknown fate.",
        "كتبت «الرقة تذبح بصمت» بعد المرحلة الأولى من الحملة أن أكثر من 400 ألف إنسان في الرقة ينتظرون مصيراً مجهولاً.",
    ),
    "areas_residents": (
        "Residents are known for {known} of {all} places (OCHA, 2017), after many had fled or arrived. A small place gives a large rate.",
        "عدد السكان معروف في {known} من {all} مكاناً (أوتشا، 2017)، بعد نزوح كثيرين ووصول آخرين. والمكان الصغير يعطي معدلاً كبيراً.",
    ),
    "areas_subgroups": (
        "Women and children are among the killed, as far as a source names them, and are never added to them.",
        "النساء والأطفال من بين القتلى بقدر ما يذكرهم مصدر، ولا يُضافون إليهم.",
    ),
    "areas_sentence": (
        "Areas that hold an incident: {n}; most in {name}: {incidents}.",
        "المناطق التي فيها حوادث: {n}؛ والأكثر في {name}: {incidents}.",
    ),
    "area_only_button": ("Only this area, on every page", "هذه المنطقة فقط، في كل الصفحات"),
    "area_open_list": ("List its incidents", "عرض حوادثها"),
    "area_none_chosen": ("Choose an area on the map or in the table.", "اختر منطقة على الخريطة أو في الجدول."),
    "area_all_button": ("Every area again", "كل المناطق مجدداً"),
    "answered_of": ("{n} of {could}", "{n} من {could}"),
    "answer_not_covered_all": ("not covered", "غير مشمولة"),
    "compare": ("Compare", "مقارنة"),
    "compare_none": ("One selection", "اختيار واحد"),
    "compare_window": ("Two windows", "فترتان"),
    "compare_area": ("Two areas", "منطقتان"),
    "compare_source": ("Two sources", "مصدران"),
    "compare_first": ("First", "الأول"),
    "compare_second": ("Second", "الثاني"),
    "compare_window_first": (
        "The first window is the one every page shows; move it above.",
        "الفترة الأولى هي ما تعرضه كل الصفحات، حرّكها أعلاه.",
    ),
    "compare_says": ("The difference in words", "الفرق بالكلمات"),
    "compare_before": ("Just before, same length", "ما قبلها مباشرة، بالطول نفسه"),
    "all_sources": ("All sources", "كل المصادر"),
    "differ_incidents": (
        "{big} has {more} more than {small} ({a}: {n}; {b}: {m}).",
        "في «{big}» {more} أكثر مما في «{small}» ({a}: {n}؛ {b}: {m}).",
    ),
    "differ_same_incidents": (
        "Both hold the same number of incidents ({a}: {n}; {b}: {m}).",
        "العدد نفسه من الحوادث في الاثنين ({a}: {n}؛ {b}: {m}).",
    ),
    "differ_killed": ("Killed, {grading} – {a}: {x}; {b}: {y}.", "القتلى، {grading} – {a}: {x}؛ {b}: {y}."),
    "differ_higher": (
        "Even the lowest reported for {big} is above the highest for the other.",
        "حتى أدنى ما أُبلغ عنه في «{big}» أعلى من أقصى ما في الآخر.",
    ),
    "differ_overlap": (
        "The ranges overlap, so the record does not say which is higher.",
        "المجالان متداخلان، فلا يقول السجل أيهما أعلى.",
    ),
    "differ_open": (
        "“Or more” has no upper end, so the record does not say which is higher.",
        "«فأكثر» لا حد أعلى لها، فلا يقول السجل أيهما أعلى.",
    ),
    "differ_unknown": ("Without a figure on both sides, nothing is said of more or less.", "بلا رقم في الطرفين لا يُقال أيهما أكثر."),
    "differ_length": (
        "The windows are {n} and {m} days long, so counts do not compare plainly.",
        "طول الفترتين {n} و{m} يوماً، فلا تُقارن الأعداد مباشرة.",
    ),
    "named_by": ("Incidents named by {names}", "حوادث يذكرها {names}"),
    "differ_record": (
        "The record runs {dates}; days outside it are unknown, not empty.",
        "السجل {dates}، وما خارجه مجهول وليس خالياً.",
    ),
    "differ_graded": (
        "Graded incidents are in this record only for {dates}; outside those days the absence of Confirmed or Fair says nothing.",
        "الحوادث المصنّفة موجودة في هذا السجل فقط {dates}؛ وغياب المؤكد والمقبول خارجها لا يعني شيئاً.",
    ),
    "differ_sources": (
        "The figures are those of every source that reports these incidents, not of the named source alone.",
        "الأرقام أرقام كل المصادر التي تذكر هذه الحوادث، لا المصدر المذكور وحده.",
    ),
    "differ_nested": (
        "One selection contains the other ({incidents} in both), so nothing is said of higher or lower.",
        "أحد الاختيارين يتضمن الآخر (في الاثنين معاً: {incidents})، فلا يُقال أيهما أعلى.",
    ),
    "differ_both": ("In both selections: {incidents}.", "في الاختيارين معاً: {incidents}."),
    # incidents page
    "facets": ("Narrow by", "تضييق حسب"),
    "facet_count": ("{name} ({n})", "{name} ({n})"),
    "open_page": ("Open its full page", "فتح صفحتها الكاملة"),
    "on_the_map": ("Show it on the map", "عرضها على الخريطة"),
    "incidents_page_of": ("Page {page} of {pages}", "صفحة {page} من {pages}"),
    "source_hidden": ("Source hidden", "مصدر محجوب"),
    "graphic_click": ("Graphic source: open only if you are prepared", "مصدر فيه مشاهد قاسية: لا تفتحه إلا إن كنت مستعداً"),
    "claim_archive": ("Archived copy", "نسخة محفوظة"),
    "claim_all_dead": ("All dead", "جميع القتلى"),
    "claim_statements": ("What the answer says", "ما يقوله الرد"),
    "verdict_agree": ("agree", "متفقة"),
    "verdict_meet": ("ranges meet", "متداخلة"),
    "verdict_differ": ("differ", "مختلفة"),
    "verdict_one": ("one claim only", "ادعاء واحد فقط"),
    "side_by_side": ("Claims side by side", "الادعاءات جنباً إلى جنب"),
    "incident_sentence": (
        "{claims} about this incident. They differ on: {differ}.",
        "{claims} عن هذه الحادثة. تختلف في: {differ}.",
    ),
    "incident_sentence_agree": (
        "{claims} about this incident; on what can be held side by side, none contradicts another.",
        "{claims} عن هذه الحادثة، ولا يناقض أحدها الآخر في ما يمكن مقارنته.",
    ),
    "incident_sentence_one": ("One claim only: nothing to hold it against.", "ادعاء واحد فقط: لا شيء يُقارن به."),
    "positions": ("Where each claim places it", "أين يضعها كل ادعاء"),
    "position_shown": ("shown on the map", "معروض على الخريطة"),
    "no_position": ("no position", "بلا موقع"),
    "km_away": ("{km} km away", "على بعد {km} كم"),
    "dates_title": ("Dates in the record", "التواريخ في السجل"),
    "dates_note": (
        "The sources' own days of publication are not in this copy of the data.",
        "أيام نشر المصادر نفسها ليست في هذه النسخة من البيانات.",
    ),
    "date_event": ("the event, by {who}", "الحدث، حسب {who}"),
    "date_answer": ("answer of the attacker, by {who}: {answer}", "رد المهاجم، حسب {who}: {answer}"),
    "date_read": ("{who} read for this record", "قُرئ {who} لهذا السجل"),
    "date_judged": ("{a} and {b} judged {relation}, by {who}", "{a} و{b}: الحكم {relation}، من {who}"),
    "relation_same": ("the same event", "حدث واحد"),
    "relation_part_of": ("one a part of the other", "أحدهما جزء من الآخر"),
    "relation_different": ("different events", "حدثان مختلفان"),
    "nearby": ("Within 5 km, any date", "ضمن 5 كم، أي تاريخ"),
    "nearby_none": ("None in this record.", "لا شيء في هذا السجل."),
    "nearby_unknown": ("The place is not known well enough to say.", "المكان غير معروف بدقة تكفي للقول."),
    "same_day": ("On the same days, elsewhere", "في الأيام نفسها، في أماكن أخرى"),
    "same_day_none": ("None in this record.", "لا شيء في هذا السجل."),
    "more_n": ("and {n} more", "و{n} غيرها"),
    "sources_and_copies": ("Sources, copies, licences", "المصادر والنسخ والرخص"),
    # answers page
    "as_of_label": ("As of", "حتى تاريخ"),
    "as_of_help": (
        "An answer counts from its own date; one without a date from the day it was read for this record.",
        "يُحتسب الرد من تاريخه، والرد بلا تاريخ من يوم قراءته لهذا السجل.",
    ),
    "answers_lead": (
        "RBSS: not one formal reply came; nobody apologised, admitted the error or promised anything.",
        "الرقة تذبح بصمت: لم يأتِ أي رد رسمي، ولم يعتذر أحد أو يقرّ بالخطأ أو يعد بشيء.",
    ),
    "answers_sentence": (
        "Of {whole} in this selection, the sources of {could} could have recorded an answer. As of {day}: {parts}. Of the others nothing is claimed.",
        "من {whole} في هذا الاختيار، كان لمصادر {could} أن تسجّل رداً. حتى {day}: {parts}. ولا يُدّعى شيء عن البقية.",
    ),
    "answers_none_could": (
        "{incidents} in this selection, and no source of theirs records answers: nothing is claimed about silence.",
        "{incidents} في هذا الاختيار، ولا مصدر لها يسجّل الردود: لا يُدّعى شيء عن الصمت.",
    ),
    "answers_by_status": ("Incidents by answer", "الحوادث حسب الرد"),
    "answers_all": ("Every answer again", "كل الردود مجدداً"),
    "answers_reported": ("Reported against conceded, by incident", "المبلّغ عنه مقابل المُقرّ به، حسب الحادثة"),
    "answers_reported_key": (
        "Red: reported range, a triangle means “or more”. Blue diamond: conceded. No diamond: no number conceded, which is not a conceded 0.",
        "أحمر: المجال المبلّغ عنه، والمثلث يعني «فأكثر». معيّن أزرق: المُقرّ به. بلا معيّن: لم يُقرّ برقم، وهذا ليس إقراراً بصفر.",
    ),
    "conceded_sentence": (
        "The record holds a conceded number for {n} of {could}: {list}.",
        "في السجل رقم مُقرّ به لـ{n} من {could}: {list}.",
    ),
    "conceded_one": ("{name}, reported {reported}, conceded {conceded}", "{name}: المبلّغ عنه {reported}، والمُقرّ به {conceded}"),
    "conceded_none": ("The record holds no conceded number for these ({could}).", "لا رقم مُقرّ به في السجل لهذه ({could})."),
    "conceded_unknown": (
        "By that day: for {n} of {could} it is not known whether a number was conceded, since the answer has no date here or came later.",
        "حتى ذلك اليوم: لا يُعرف في {n} من {could} هل أُقرّ برقم، لأن الرد بلا تاريخ هنا أو جاء لاحقاً.",
    ),
    "not_known_then": ("not known by then", "غير معروف حتى ذلك اليوم"),
    "as_of_moved": (
        "{asked} lies outside what can be asked here ({first} to {last}); shown as of {day}.",
        "{asked} خارج ما يمكن السؤال عنه هنا (من {first} إلى {last})، والمعروض حتى {day}.",
    ),
    "not_known": ("not known", "غير معروف"),
    "conceded_line": ("reported {reported}; conceded {conceded}; {answer}", "المبلّغ عنه {reported}؛ المُقرّ به {conceded}؛ {answer}"),
    "answers_month": ("Reported against conceded, by month", "المبلّغ عنه مقابل المُقرّ به، حسب الشهر"),
    "others_mixed": ("Other gradings", "تصنيفات أخرى"),
    "not_summed": ("not summed across gradings", "لا يُجمع عبر التصنيفات"),
    "answers_stated": ("What the answers said", "ماذا قالت الردود"),
    "stated_sentence": (
        "Counted by claim, over the {n} whose source could have recorded it. “No” is RBSS's own statement about its four places.",
        "يُحسب بالادعاء، من أصل {n} كان لمصدرها أن يسجّله. «لا» قول الرقة تذبح بصمت عن أماكنها الأربعة.",
    ),
    "answers_delay": ("How long it took", "كم استغرق الرد"),
    "delay_none": (
        "No answer in this selection has a date in our copy of the data, so nothing can be said about how long it took. Imported data with response dates is measured here.",
        "لا تاريخ لأي رد من هذا الاختيار في نسختنا من البيانات، فلا يمكن القول كم استغرق. تُقاس هنا البيانات المستوردة التي فيها تواريخ الردود.",
    ),
    "delay_sentence": (
        "From the event to its dated answer: {low} to {high} days, half within {middle} ({n} answers with a date).",
        "من الحدث إلى الرد المؤرخ: من {low} إلى {high} يوماً، ونصفها خلال {middle} (ردود مؤرخة: {n}).",
    ),
    # the card
    "card_layout": ("Layout", "التصميم"),
    "card_more_layouts": (
        "Open an incident, or a comparison on the page Areas, for the layouts made of them.",
        "افتح حادثة، أو مقارنة في صفحة المناطق، لتظهر التصاميم المبنية عليها.",
    ),
    "card_size": ("Size", "المقاس"),
    "size_1080x1080": ("Square, 1080 × 1080", "مربع، 1080 × 1080"),
    "size_1080x1350": ("Upright, 1080 × 1350", "طولي، 1080 × 1350"),
    "size_1200x630": ("Link preview, 1200 × 630", "معاينة رابط، 1200 × 630"),
    "size_1920x1080": ("Screen, 1920 × 1080", "شاشة، 1920 × 1080"),
    "size_a4-portrait": ("A4 upright, 300 dpi", "ورقة A4 طولية، 300 نقطة في البوصة"),
    "size_a4-landscape": ("A4 across, 300 dpi", "ورقة A4 عرضية، 300 نقطة في البوصة"),
    "card_own_title": ("Title (empty: generated)", "العنوان (فارغ: يُولَّد)"),
    "card_digits": ("Digits", "الأرقام"),
    "digits_european": ("1234", "1234"),
    "digits_arabic": ("١٢٣٤", "١٢٣٤"),
    "card_palette": ("Colours", "الألوان"),
    "palette_red": ("Red", "أحمر"),
    "palette_grey": ("Grey, for printing", "رمادي، للطباعة"),
    "card_logo": ("Logo (PNG or JPEG)", "شعار (PNG أو JPEG)"),
    "card_bad_logo": (
        "“{name}” is no picture that can be read. Choose a PNG or JPEG file under 1 MB.",
        "«\u2068{name}\u2069» ليس صورة تمكن قراءتها. اختر ملف PNG أو JPEG أصغر من 1 ميغابايت.",
    ),
    "card_format": ("Format", "الصيغة"),
    "card_download": ("Save the card", "حفظ البطاقة"),
    "card_copy_alt": ("alt text", "النص البديل"),
    "card_copy_caption": ("caption", "التعليق"),
    "card_beside": ("Beside the picture", "بجانب الصورة"),
    "card_check": (
        "Colours checked: the weakest text has a contrast of {contrast} to 1 (4.5 is asked). The two nearest shades differ by {usual}; for readers with red-green blindness by {red}, with blue-yellow blindness by {blue} (2 is just seen).",
        "فُحصت الألوان: أضعف نص تباينه {contrast} إلى 1 (المطلوب 4.5). أقرب درجتين بينهما {usual}، ولمن لديه عمى الأحمر والأخضر {red}، ولعمى الأزرق والأصفر {blue} (أصغر ما يُرى 2).",
    ),
    "export_title": ("The claims of this selection, as a file", "ادعاءات هذا الاختيار، ملفاً"),
    "sealed_note": (
        "Every file saved here carries its own hash: anyone with this map can check that nothing in it was changed. The README says how.",
        "يحمل كل ملف يُحفظ هنا بصمته: يستطيع من لديه هذه الخريطة أن يتحقق من أن شيئاً فيه لم يتغير. الطريقة في دليل الخريطة.",
    ),
    "export_save": ("Save the file", "حفظ الملف"),
    "format_csv": ("CSV", "CSV"),
    "format_geojson": ("GeoJSON", "GeoJSON"),
    "format_gpkg": ("GeoPackage", "GeoPackage"),
    "format_parquet": ("GeoParquet", "GeoParquet"),
    "format_xlsx": ("Excel, with a provenance sheet", "Excel مع ورقة المصدر"),
    "format_html": ("Interactive map, works offline", "خريطة تفاعلية تعمل دون اتصال"),
    "safe_on": ("Share-safe", "آمن للنشر"),
    "safe_help": (
        "Places are snapped to their village or subdistrict; private sources, notes and links of graphic sources are left out.",
        "تُقرّب الأماكن إلى قريتها أو ناحيتها، وتُحذف المصادر الخاصة والملاحظات وروابط المصادر ذات المشاهد القاسية.",
    ),
    "safe_sure": (
        "I mean it: exact places, notes, private sources and graphic links may go out",
        "أقصد ذلك: يجوز أن تخرج المواقع الدقيقة والملاحظات والمصادر الخاصة وروابط المشاهد القاسية",
    ),
    "safe_is_on": ("Share-safe stays on until the box below is ticked as well.", "يبقى الوضع الآمن حتى يُؤشَّر المربع أدناه أيضاً."),
    "left_out_none": ("Nothing is left out of these rows.", "لا شيء محذوف من هذه السجلات."),
    "unit_m": ("m", "م"),
    "unit_km": ("km", "كم"),
    "north": ("N", "ش"),
    "licence_rbss": ("no open licence found, cite the article", "لا رخصة مفتوحة، يُستشهد بالمقال"),
    "licence_airwars": ("no open licence found, cite with the incident's address", "لا رخصة مفتوحة، يُستشهد به مع عنوان الحادثة"),
    "licence_ucdp_ged": ("CC BY 4.0, Sundberg and Melander 2013", "CC BY 4.0، سوندبرغ وميلاندر 2013"),
    "licence_press": ("figures only, cite the outlet", "أرقام فقط، يُستشهد بالوسيلة"),
    "source_line": ("{name} ({licence}; read {read}).", "{name} ({licence}؛ قُرئ في {read})."),
    "card_boundaries": (
        "Boundaries and places: OCHA (CC BY 3.0 IGO), GeoNames (CC BY 4.0). Water: GSHHG, Natural Earth.",
        "الحدود والأماكن: OCHA (CC BY 3.0 IGO)، GeoNames (CC BY 4.0). المياه: GSHHG، Natural Earth.",
    ),
    "card_conventions": (
        "Documented so far, never a total. “Or more” has no upper end; an unknown number is not 0.",
        "ما وُثّق حتى الآن، وليس مجموعاً نهائياً. «فأكثر» لا حد أعلى لها، والرقم المجهول ليس صفراً.",
    ),
    "card_safe": ("Places are shown by village or subdistrict.", "تُعرض الأماكن على مستوى القرية أو الناحية."),
    "card_hash": ("Data {hash}.", "البيانات {hash}."),
    "card_alt": ("{what}: {title}.", "{what}: {title}."),
    "card_title": ("Documented so far: {what}", "ما وُثّق حتى الآن: {what}"),
    "card_title_two": ("Two selections compared: {what}", "مقارنة بين اختيارين: {what}"),
    "card_incident_lead": ("{figure}. {claims} about this incident.", "{figure}. {claims} عن هذه الحادثة."),
    "card_wide": ("Dashed: known only to this area", "إطار متقطّع: معروف على مستوى هذه المنطقة فقط"),
    "card_near": ("About 25 km around the named place: no disc", "نحو 25 كم حول المكان المذكور: بلا دائرة"),
    "card_dot": ("Dot: a place; the wider, the more incidents", "نقطة: مكان؛ كلما اتسعت زادت الحوادث"),
    "card_weeks": ("Incidents by week, the window shaded", "الحوادث حسب الأسبوع، والفترة مظللة"),
    "card_most": ("at most {n} a week", "{n} في الأسبوع على الأكثر"),
    "card_no_point": ("No position is known for this incident.", "لا موقع معروف لهذه الحادثة."),
    "card_disputed": ("The place is disputed between claims.", "المكان مختلف عليه بين الادعاءات."),
    "card_more": ("and {n} with fewer reported killed", "و{n} أخرى عدد قتلاها أقل"),
    "card_needs_incident": (
        "The card of one incident needs one: choose it on the page Incidents (“{id}” is none).",
        "بطاقة الحادثة تحتاج إلى حادثة: اخترها في صفحة الحوادث («\u2068{id}\u2069» ليست حادثة).",
    ),
    "card_needs_versus": (
        "A before-and-after card needs a comparison: choose one on the page Areas.",
        "بطاقة المقارنة تحتاج إلى اختيار ثانٍ: اختره في صفحة المناطق.",
    ),
    "layout_map": ("Map", "خريطة"),
    "layout_map_timeline": ("Map and timeline", "خريطة وخط زمني"),
    "layout_incident": ("One incident", "حادثة واحدة"),
    "layout_before_after": ("Before and after", "قبل وبعد"),
    "layout_conceded": ("Reported against conceded", "المبلّغ عنه مقابل المُقرّ به"),
    "left_out_village": (
        "{n} positions are given as that of the named place next to them.",
        "{n} من المواقع معروضة بموقع أقرب مكان مسمّى.",
    ),
    "left_out_subdistrict": (
        "{n} positions are left out: only the area is given, where one is known.",
        "{n} من المواقع محذوفة: تُذكر المنطقة فقط حيث تُعرف.",
    ),
    "left_out_private": ("{n} private sources are hidden.", "{n} من المصادر الخاصة محجوبة."),
    "left_out_graphic": ("The links of {n} graphic sources are left out.", "روابط {n} من المصادر ذات المشاهد القاسية محذوفة."),
    "left_out_notes": ("The notes of {n} claims are left out.", "ملاحظات {n} من الادعاءات محذوفة."),
    "left_out_closed": (
        "{n} claims have no open licence: they go out as figures with the address of the incident, without texts.",
        "{n} من الادعاءات بلا رخصة مفتوحة: تخرج أرقاماً مع عنوان الحادثة، دون نصوص.",
    ),
    "left_out_acled": ("{n} ACLED rows are not written: its terms forbid it.", "{n} من سجلات ACLED لا تُكتب: شروطها تمنع ذلك."),
    "left_out": ("Left out", "ما حُذف"),
    "provenance_sentence": ("What it holds", "المحتوى"),
    "share_safe": ("Share-safe", "آمن للنشر"),
    "data_hash": ("Data hash", "بصمة البيانات"),
    # problems
    "login_needed": ("This map is shown to its team only: log in.", "هذه الخريطة معروضة لفريقها فقط: سجّل الدخول."),
    "log_in": ("Log in", "تسجيل الدخول"),
    "log_out": ("Log out", "تسجيل الخروج"),
    "framed": ("This map does not run inside another page. Open its own address.", "لا تعمل هذه الخريطة داخل صفحة أخرى. افتح عنوانها."),
    "data_broken": ("The data folder has problems, so nothing is shown", "في مجلد البيانات مشكلات، لذلك لا يُعرض شيء"),
    "data_broken_next": (
        "Mend the cells below in a spreadsheet or text editor, then reload this page. Nothing was changed on disk.",
        "أصلح الخلايا أدناه في محرر جداول أو نصوص ثم أعد تحميل الصفحة. لم يتغير شيء على القرص.",
    ),
    "problem_at": (
        "{file}, row {row}, column {column}, value “{value}”: {allowed}",
        "{file}، السطر {row}، العمود {column}، القيمة «{value}»: {allowed}",
    ),
    "problem_file": ("{file} {column} {value}: {allowed}", "{file} {column} {value}: {allowed}"),
    "allowed_column_missing": ("the column is missing; add it to the header row", "العمود مفقود؛ أضفه إلى سطر العناوين"),
    "allowed_file_missing": ("the file is missing; restore it from the repository", "الملف مفقود؛ استعده من المستودع"),
    "allowed_readable_csv": ("must be a UTF-8 CSV; save it as “CSV UTF-8”", "يجب أن يكون CSV بترميز UTF-8؛ احفظه بصيغة «CSV UTF-8»"),
    "allowed_readable_geojson": (
        "must be readable GeoJSON; restore it from the repository",
        "يجب أن يكون GeoJSON مقروءاً؛ استعده من المستودع",
    ),
    "allowed_valid_geometry": (
        "every geometry must be present and valid; repair it in QGIS",
        "يجب أن تكون كل الأشكال موجودة وصحيحة؛ أصلحها في QGIS",
    ),
    "allowed_date_or_empty": (
        "must be a date like 2016-12-09, or empty when unknown",
        "يجب أن يكون تاريخاً مثل 2016-12-09، أو فارغاً إن كان مجهولاً",
    ),
    "allowed_date": ("must be a date like 2016-12-09", "يجب أن يكون تاريخاً مثل 2016-12-09"),
    "allowed_number_or_empty": (
        "must be a number with a decimal point, or empty when unknown",
        "يجب أن يكون رقماً بفاصلة عشرية نقطية، أو فارغاً إن كان مجهولاً",
    ),
    "allowed_whole_number_or_empty": (
        "must be a whole number, or empty when unknown (never 0 for unknown)",
        "يجب أن يكون عدداً صحيحاً، أو فارغاً إن كان مجهولاً (لا 0 للمجهول)",
    ),
    "allowed_whole_number_up_to": ("must be a whole number up to {options}", "يجب أن يكون عدداً صحيحاً حتى {options}"),
    "allowed_one_of": ("must be one of: {options}", "يجب أن يكون أحد: {options}"),
    "allowed_not_empty": ("must not be empty", "يجب ألا يكون فارغاً"),
    "allowed_unique": ("occurs more than once; give each claim an id of its own", "مكرر؛ أعط كل ادعاء معرّفاً خاصاً به"),
    "allowed_latitude_range": ("must lie between -90 and 90", "يجب أن يقع بين -90 و90"),
    "allowed_longitude_range": ("must lie between -180 and 180", "يجب أن يقع بين -180 و180"),
    "allowed_both_or_neither": ("fill both cells of the pair, or leave both empty", "املأ خليتي الزوج كلتيهما أو اتركهما فارغتين"),
    "allowed_not_above": ("must not be above {options}", "يجب ألا يتجاوز {options}"),
    "allowed_web_address": ("must begin with http:// or https://", "يجب أن يبدأ بـ http:// أو https://"),
    "allowed_known_claim": ("must be a claim_id of a claims file", "يجب أن يكون claim_id من ملف ادعاءات"),
    "allowed_contradicts_same": (
        "other rows link these two as “same”; remove one of the two judgements",
        "أسطر أخرى تعدّهما «same»؛ أزل أحد الحكمين",
    ),
    "allowed_value_in_file": ("must equal the value in the file ({options})", "يجب أن يساوي القيمة في الملف ({options})"),
    "allowed_nameless_place": (
        "must be the P-code of a place of the gazetteer that has no Arabic name yet",
        "يجب أن يكون رمز مكان في المعجم بلا اسم عربي بعد",
    ),
    "allowed_arabic_name": ("must be a name in Arabic letters", "يجب أن يكون اسماً بالحروف العربية"),
    "allowed_place": ("is no place of the gazetteer; choose one under Filters", "ليس مكاناً في المعجم؛ اختر مكاناً ضمن المرشّحات"),
    "allowed_area": (
        "is no area of this record; use a P-code such as SY110100, or north, east, south, west, city",
        "ليس منطقة في هذا السجل؛ استعمل رمزاً مثل SY110100 أو north أو east أو south أو west أو city",
    ),
    "allowed_versus": ("must be like one of: {options}", "يجب أن يكون مثل أحد: {options}"),
    "allowed_column": ("must be the name of a column, - before it for descending", "يجب أن يكون اسم عمود، وقبله - للترتيب التنازلي"),
    "allowed_code": ("must be a code of letters and digits", "يجب أن يكون رمزاً من حروف لاتينية وأرقام"),
    "allowed_corners": (
        "must be 3 to {options} corners “longitude,latitude” parted by “;”",
        "يجب أن يكون من 3 إلى {options} زاوية «طول,عرض» تفصلها «;»",
    ),
}

TEXTS |= words_import.TEXTS | words_about.TEXTS

# Counted nouns, by CLDR plural category.
COUNTED: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "incidents": (
        {"one": "{n} incident", "other": "{n} incidents"},
        {
            "zero": "لا حوادث",
            "one": "حادثة واحدة",
            "two": "حادثتان",
            "few": "{n} حوادث",
            "many": "{n} حادثة",
            "other": "{n} حادثة",
        },
    ),
    "dead": (
        {"one": "{n} dead", "other": "{n} dead"},
        {
            "zero": "لا قتلى",
            "one": "قتيل واحد",
            "two": "قتيلان",
            "few": "{n} قتلى",
            "many": "{n} قتيلاً",
            "other": "{n} قتيل",
        },
    ),
    "claims": (
        {"one": "{n} claim", "other": "{n} claims"},
        {
            "zero": "لا ادعاءات",
            "one": "ادعاء واحد",
            "two": "ادعاءان",
            "few": "{n} ادعاءات",
            "many": "{n} ادعاءً",
            "other": "{n} ادعاء",
        },
    ),
    "rows": (
        {"one": "{n} row", "other": "{n} rows"},
        {
            "zero": "لا أسطر",
            "one": "سطر واحد",
            "two": "سطران",
            "few": "{n} أسطر",
            "many": "{n} سطراً",
            "other": "{n} سطر",
        },
    ),
    "pairs": (
        {"one": "{n} pair", "other": "{n} pairs"},
        {
            "zero": "لا أزواج",
            "one": "زوج واحد",
            "two": "زوجان",
            "few": "{n} أزواج",
            "many": "{n} زوجاً",
            "other": "{n} زوج",
        },
    ),
}


def say(key: str, lang: str, **values: object) -> str:
    """Give a text in a language with its placeholders filled; an unknown key is a programming error (KeyError)."""
    return TEXTS[key][s.LANGUAGES.index(lang)].format(**values)


def in_language(pair: tuple[str, str], lang: str) -> str:
    """Give a name (English, Arabic) in a language; the English one where there is no Arabic."""
    english, arabic = pair
    return (arabic if lang == "ar" else "") or english


def help_with(key: str, term: str, lang: str) -> str:
    """Give a help text with a link to where the page About the data explains the term (Markdown; opens beside this page)."""
    return f"{say(key, lang)} {say('about_link', lang, language=lang, term=term)}"


def count(key: str, n: int, lang: str) -> str:
    """Write a counted noun with the plural the language asks for: "3 incidents", "حادثتان"."""
    forms = COUNTED[key][s.LANGUAGES.index(lang)]
    return forms.get(_PLURALS[lang](n), forms["other"]).format(n=number(n, lang))


def template(key: str, lang: str) -> str:
    """Give a text with its placeholders unfilled, for the script that fills them in the browser."""
    return TEXTS[key][s.LANGUAGES.index(lang)]


def forms(key: str, lang: str) -> dict[str, str]:
    """Give a counted noun's forms by CLDR plural category, for the script that counts in the browser."""
    return COUNTED[key][s.LANGUAGES.index(lang)]


def month_names(lang: str) -> list[str]:
    """Give the names of the twelve months as they stand in a date."""
    return [str(format_date(date(2016, m, 1), "MMMM", locale=LOCALES[lang])) for m in range(1, 13)]


@lru_cache(maxsize=20_000)
def number(n: float, lang: str) -> str:
    """Write a number with grouping and European digits in both languages."""
    return str(format_decimal(n, locale=LOCALES[lang], numbering_system="latn"))


@lru_cache(maxsize=20_000)
def day(value: date | pd.Timestamp, lang: str) -> str:
    """Write a day: "9 December 2016", "9 كانون الأول 2016"."""
    return str(format_date(value, "d MMMM y", locale=LOCALES[lang])).translate(_EUROPEAN)


def day_short(value: date | pd.Timestamp, lang: str) -> str:
    """Write a day in digits, for the label of a chart: "9.12.2016"; NaT is "undated"."""
    return say("undated", lang) if pd.isna(value) else f"\u2066{value.day}.{value.month}.{value.year}\u2069"


def month(value: date | pd.Timestamp, lang: str) -> str:
    """Write a month: "December 2016", "كانون الأول 2016"."""
    return str(format_date(value, "LLLL y", locale=LOCALES[lang])).translate(_EUROPEAN)


def days(start: pd.Timestamp, end: pd.Timestamp, lang: str) -> str:
    """Write an interval of days; one day once; NaT is "undated"."""
    if pd.isna(start):
        return say("undated", lang)
    if start == end:
        return day(start, lang)
    pattern = "d" if (start.year, start.month) == (end.year, end.month) else "d MMMM" if start.year == end.year else "d MMMM y"
    first = str(format_date(start, pattern, locale=LOCALES[lang])).translate(_EUROPEAN)
    return say("dates", lang, start=first, end=day(end, lang))


def range_text(low: Any, high: Any, open_ended: bool, lang: str) -> str:
    """Write a reported range: "8 to 10", "8 to 50 or more", "28"; NA is "no figure", never 0."""
    if pd.isna(low):
        return say("range_none", lang) if pd.isna(high) else say("range_up_to", lang, b=number(int(high), lang))
    key = ("range_one" if low == high else "range_two") + ("_open" if open_ended else "")
    return say(key, lang, a=number(int(low), lang), b=number(int(high), lang))


def range_plain(low: str, high: str) -> str:
    """Write a range in signs, the same in both languages: 7-14, 39+, <=46."""
    return low if low == high else f"{low}-{high}" if low and high else f"{low}+" if low else f"<={high}"


def range_short(low: object, high: object, open_ended: bool) -> str:
    """Write a range for a badge, the same in both languages: 8–50+, isolated left to right; NA is a dash."""
    if pd.isna(low):
        return "–"
    span = f"{low:,}" if low == high else f"{low:,}–{high:,}"
    return f"\u2066{span}{'+' if open_ended else ''}\u2069"


def options(lang: str, prefix: str, codes: tuple[str, ...]) -> dict[str, str]:
    """Give code -> label for a menu."""
    return {code: say(f"{prefix}_{code}", lang) for code in codes}
