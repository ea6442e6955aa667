// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/theme.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <array>
#include <cmath>
#include <numbers>

using namespace phi1;
using Token = Theme::Token;

namespace {

using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;

double linear(double c)
{
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

Vector linearOf(const QColor &color)
{
    return {linear(color.redF()), linear(color.greenF()), linear(color.blueF())};
}

double luminance(const QColor &color)
{
    const Vector v = linearOf(color);
    return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2];
}

/// WCAG 2, 1 to 21.
double contrast(const QColor &a, const QColor &b)
{
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

// Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
constexpr Matrix normalSight{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
constexpr Matrix protanopia{{{0.152286, 1.052583, -0.204868},
                             {0.114503, 0.786281, 0.099216},
                             {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix deuteranopia{{{0.367322, 0.860646, -0.227968},
                               {0.280085, 0.672501, 0.047413},
                               {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix tritanopia{{{1.255528, -0.076749, -0.178779},
                             {-0.078411, 0.930809, 0.147602},
                             {0.004733, 0.691367, 0.303900}}};

/// CIE L*a*b* of what an eye with this matrix sees of a colour.
Vector labOf(const QColor &color, const Matrix &sight)
{
    const Vector in = linearOf(color);
    Vector rgb{};
    for (std::size_t i = 0; i < 3; ++i)
        rgb[i] =
            std::clamp(sight[i][0] * in[0] + sight[i][1] * in[1] + sight[i][2] * in[2], 0.0, 1.0);
    const double x = (0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047;
    const double y = 0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2];
    const double z = (0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883;
    const auto f = [](double t) {
        return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    };
    return {116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))};
}

double degrees(double radians)
{
    return radians * 180 / std::numbers::pi;
}

double radians(double angle)
{
    return angle * std::numbers::pi / 180;
}

/// CIEDE2000. Source: Sharma, Wu and Dalal 2005.
double deltaE(const Vector &one, const Vector &two)
{
    const double c = (std::hypot(one[1], one[2]) + std::hypot(two[1], two[2])) / 2;
    const double g = 0.5 * (1 - std::sqrt(std::pow(c, 7) / (std::pow(c, 7) + std::pow(25.0, 7))));
    const double a1 = one[1] * (1 + g);
    const double a2 = two[1] * (1 + g);
    const double c1 = std::hypot(a1, one[2]);
    const double c2 = std::hypot(a2, two[2]);
    const auto hue = [](double a, double b) {
        return std::fmod(degrees(std::atan2(b, a)) + 360, 360);
    };
    const double h1 = hue(a1, one[2]);
    const double h2 = hue(a2, two[2]);
    double dh = c1 * c2 == 0 ? 0 : h2 - h1;
    if (dh > 180)
        dh -= 360;
    else if (dh < -180)
        dh += 360;
    const double dL = two[0] - one[0];
    const double dC = c2 - c1;
    const double dH = 2 * std::sqrt(c1 * c2) * std::sin(radians(dh / 2));
    const double l = (one[0] + two[0]) / 2;
    const double cm = (c1 + c2) / 2;
    double h = h1 + h2;
    if (c1 * c2 != 0) {
        if (std::fabs(h1 - h2) > 180)
            h += h < 360 ? 360 : -360;
        h /= 2;
    }
    const double t = 1 - 0.17 * std::cos(radians(h - 30)) + 0.24 * std::cos(radians(2 * h)) +
                     0.32 * std::cos(radians(3 * h + 6)) - 0.2 * std::cos(radians(4 * h - 63));
    const double sl = 1 + 0.015 * (l - 50) * (l - 50) / std::sqrt(20 + (l - 50) * (l - 50));
    const double sc = 1 + 0.045 * cm;
    const double sh = 1 + 0.015 * cm * t;
    const double rt = -std::sin(radians(60 * std::exp(-std::pow((h - 275) / 25, 2)))) * 2 *
                      std::sqrt(std::pow(cm, 7) / (std::pow(cm, 7) + std::pow(25.0, 7)));
    return std::sqrt(std::pow(dL / sl, 2) + std::pow(dC / sc, 2) + std::pow(dH / sh, 2) +
                     rt * dC / sc * dH / sh);
}

double deltaE(const QColor &a, const QColor &b, const Matrix &sight = normalSight)
{
    return deltaE(labOf(a, sight), labOf(b, sight));
}

QColor token(Token name, bool dark)
{
    return Theme::instance().color(name, dark);
}

const std::array<Token, 7> grounds{Token::Window, Token::Rail,  Token::Surface,   Token::Alt,
                                   Token::Sunken, Token::Hover, Token::AccentTint};

QByteArray told(const QString &what, double value)
{
    return (what + u' ' + QString::number(value, 'f', 2)).toUtf8();
}

} // namespace

class ColoursTest : public QObject
{
    Q_OBJECT
private slots:
    void theFormulasGiveThePublishedValues()
    {
        QVERIFY(std::fabs(contrast(Qt::black, Qt::white) - 21) < 1e-9);
        // Two of the test pairs of Sharma, Wu and Dalal 2005.
        QVERIFY(std::fabs(deltaE(Vector{50, 2.6772, -79.7751}, Vector{50, 0, -82.7485}) - 2.0425) <
                1e-4);
        QVERIFY(std::fabs(deltaE(Vector{50, 2.5, 0}, Vector{73, 25, -18}) - 27.1492) < 1e-4);
    }

    void textIsReadableOnEveryGround()
    {
        for (const bool dark : {false, true}) {
            for (const Token ink :
                 {Token::Text, Token::Text2, Token::Text3, Token::Accent, Token::Live,
                  Token::Success, Token::Warning, Token::Error, Token::Info}) {
                for (const Token ground : grounds) {
                    const double value = contrast(token(ink, dark), token(ground, dark));
                    QVERIFY2(value >= 4.5,
                             told(QVariant::fromValue(ink).toString() + QStringLiteral(" on ") +
                                      QVariant::fromValue(ground).toString(),
                                  value));
                }
            }
            for (const Token ground : {Token::AccentFill, Token::AccentHover})
                QVERIFY(contrast(token(Token::OnAccent, dark), token(ground, dark)) >= 4.5);
            QVERIFY(contrast(token(Token::Text, dark), token(Token::Hit, dark)) >= 4.5);
        }
    }

    void textIsReadableOnTheTintOfItsState()
    {
        const std::array<std::pair<Token, Token>, 4> pairs{{{Token::Success, Token::SuccessTint},
                                                            {Token::Warning, Token::WarningTint},
                                                            {Token::Error, Token::ErrorTint},
                                                            {Token::Info, Token::InfoTint}}};
        for (const bool dark : {false, true}) {
            for (const auto &[ink, tint] : pairs) {
                QVERIFY(contrast(token(ink, dark), token(tint, dark)) >= 4.5);
                QVERIFY(contrast(token(Token::Text, dark), token(tint, dark)) >= 4.5);
                // The link of a banner.
                QVERIFY(contrast(token(Token::Accent, dark), token(tint, dark)) >= 4.5);
            }
        }
    }

    void outlinesAreSeenOnEveryGround()
    {
        for (const bool dark : {false, true}) {
            for (const Token ground : grounds) {
                const double value =
                    contrast(token(Token::BorderStrong, dark), token(ground, dark));
                // The stated minimum is 3.0 after rounding.
                QVERIFY2(value >= 2.95, told(QVariant::fromValue(ground).toString(), value));
            }
        }
    }

    void codeIsReadableInItsColours()
    {
        for (const bool dark : {false, true}) {
            Theme::instance().setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
            for (const auto role :
                 {Theme::Syntax::Keyword, Theme::Syntax::String, Theme::Syntax::Comment,
                  Theme::Syntax::Number, Theme::Syntax::Definition, Theme::Syntax::Builtin}) {
                for (const Token ground : {Token::Surface, Token::Alt})
                    QVERIFY(contrast(Theme::instance().syntaxColor(role), token(ground, dark)) >=
                            5.45);
            }
            const QVector<QColor> tints = Theme::instance().surpriseTints(dark);
            QCOMPARE(tints.size(), 4);
            for (const QColor &tint : tints)
                QVERIFY(contrast(token(Token::Text, dark), tint) >= (dark ? 5.45 : 10.45));
        }
    }

    void runsAreToldFromEachOtherByEveryEye_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("sight");
        QTest::addColumn<double>("firstFive");
        QTest::addColumn<double>("allTen");
        QTest::newRow("light, normal") << false << 0 << 23.3 << 18.8;
        QTest::newRow("light, protanopia") << false << 1 << 15.2 << 11.1;
        QTest::newRow("light, deuteranopia") << false << 2 << 11.0 << 11.0;
        QTest::newRow("light, tritanopia") << false << 3 << 13.9 << 13.0;
        QTest::newRow("dark, normal") << true << 0 << 25.1 << 15.8;
        QTest::newRow("dark, protanopia") << true << 1 << 8.8 << 8.8;
        QTest::newRow("dark, deuteranopia") << true << 2 << 8.1 << 8.1;
        QTest::newRow("dark, tritanopia") << true << 3 << 11.2 << 11.2;
    }
    void runsAreToldFromEachOtherByEveryEye()
    {
        QFETCH(bool, dark);
        QFETCH(int, sight);
        QFETCH(double, firstFive);
        QFETCH(double, allTen);
        const std::array<Matrix, 4> sights{normalSight, protanopia, deuteranopia, tritanopia};
        const auto smallest = [&](int count) {
            double least = 1e9;
            for (int i = 0; i < count; ++i) {
                for (int k = 0; k < i; ++k)
                    least = std::min(least, deltaE(Theme::instance().runColor(i, dark),
                                                   Theme::instance().runColor(k, dark),
                                                   sights[static_cast<std::size_t>(sight)]));
            }
            return least;
        };
        QVERIFY2(std::fabs(smallest(5) - firstFive) < 0.06,
                 told(QStringLiteral("first five"), smallest(5)));
        QVERIFY2(std::fabs(smallest(10) - allTen) < 0.06,
                 told(QStringLiteral("all ten"), smallest(10)));
    }

    void runsAreSeenOnTheSurfaceAndAreNotTheAccent()
    {
        for (const bool dark : {false, true}) {
            for (int slot = 0; slot < Theme::runColorCount; ++slot) {
                const QColor color = Theme::instance().runColor(slot, dark);
                QVERIFY(contrast(color, token(Token::Surface, dark)) >= 3);
                QVERIFY2(deltaE(color, token(Token::Accent, dark)) >= 10,
                         told(QString::number(slot), deltaE(color, token(Token::Accent, dark))));
            }
        }
    }

    void moreIsAlwaysFurtherFromTheBackground()
    {
        for (const bool dark : {false, true}) {
            const QVector<QColor> stops = Theme::instance().tideStops(dark);
            QCOMPARE(stops.size(), 9);
            for (int i = 1; i < stops.size(); ++i) {
                const double step =
                    labOf(stops[i], normalSight)[0] - labOf(stops[i - 1], normalSight)[0];
                QVERIFY(dark ? step > 0 : step < 0);
            }
            QCOMPARE(Theme::instance().emberTideStops(dark).size(), 9);
        }
    }

    /// Colours by value stand in tokens.json alone.
    void noSourceNamesAColourByValue()
    {
        const QRegularExpression value(
            QStringLiteral("\"[^\"]*#(?:[0-9A-Fa-f]{3}){1,2}(?![0-9A-Za-z])[^\"]*\""
                           "|QColor\\s*\\(\\s*[0-9]|qRgba?\\s*\\(\\s*[0-9]|fromRgba?F?\\s*\\(\\s*["
                           "0-9]|(?<!& )0x[fF]{2}[0-9A-Fa-f]{6}U?L?\\b"
                           "|Qt::(?:dark|light)?(?:[Rr]ed|[Gg]reen|[Bb]lue|[Cc]yan|[Mm]agenta|[Yy]"
                           "ellow|[Gg]ray|black|white)\\b"));
        QVERIFY(value.match(QStringLiteral("QColor(\"#4A3AAB\")")).hasMatch());
        QVERIFY(value.match(QStringLiteral("setPen(Qt::darkGray)")).hasMatch());
        QVERIFY(value.match(QStringLiteral("QColor(12, 3, 4)")).hasMatch());
        QVERIFY(!value.match(QStringLiteral("tr(\"Run #%1\")")).hasMatch());
        int files = 0;
        QStringList found;
        const QString root = QStringLiteral(PHI1_SOURCE_DIR);
        for (const QString &folder : {QStringLiteral("/views"), QStringLiteral("/app/workbench")}) {
            QDirIterator iterator(
                root + folder,
                {QStringLiteral("*.cpp"), QStringLiteral("*.h"), QStringLiteral("*.qss")},
                QDir::Files, QDirIterator::Subdirectories);
            while (iterator.hasNext()) {
                QFile file(iterator.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                ++files;
                int line = 0;
                while (!file.atEnd()) {
                    ++line;
                    const QString text = QString::fromUtf8(file.readLine());
                    if (value.match(text).hasMatch())
                        found.append(QStringLiteral("%1:%2: %3")
                                         .arg(file.fileName())
                                         .arg(line)
                                         .arg(text.trimmed()));
                }
            }
        }
        QVERIFY(files > 60);
        QVERIFY2(found.isEmpty(),
                 qPrintable(QStringLiteral("ask Theme for these colours:\n") + found.join(u'\n')));
    }
};

QTEST_MAIN(ColoursTest)
#include "tst_colours.moc"
