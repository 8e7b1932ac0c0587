"""Which signs of other scripts stand for digits and marks of numbers, and which words say that nothing is known?"""

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬–—−", "01234567890123456789.,---")
UNKNOWN_WORDS = {
    "unknown",
    "n/a",
    "na",
    "n.a.",
    "null",
    "nan",
    "-",
    "--",
    "?",
    "not known",
    "غير معروف",
    "غير معروفه",
    "غير محدد",
    "مجهول",
    "لا يعرف",
}
