// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QSplitter>
#include <QStandardItemModel>
#include <QStyle>
#include <QTabBar>
#include <QTest>
#include <QTreeView>

using namespace phi1;
using namespace Qt::StringLiterals;
using Token = Theme::Token;

static bool hasColor(const QImage &image, const QColor &color)
{
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, y) == color)
                return true;
        }
    }
    return false;
}

class ThemeTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support).*"_s));
        Theme &theme = Theme::instance();
        theme.setMode(Theme::Mode::Light);
        theme.setInterfaceScale(1);
        theme.setCodeScale(1);
        theme.setHighContrast(false);
    }

    void resourcesAreLinkedIn()
    {
        QVERIFY(Theme::instance().iconNames().size() >= 51);
        QCOMPARE(Theme::instance().color(Token::Accent, false), QColor(u"#4A3AAB"_s));
        QCOMPARE(Theme::instance().color(Token::Accent, true), QColor(u"#B3A9FF"_s));
    }

    void thePaletteHasTheRolesOfTheDesign()
    {
        Theme &theme = Theme::instance();
        for (const auto mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            theme.setMode(mode);
            const QPalette colors = QApplication::palette();
            QCOMPARE(colors.color(QPalette::Window), theme.color(Token::Window));
            QCOMPARE(colors.color(QPalette::Base), theme.color(Token::Surface));
            QCOMPARE(colors.color(QPalette::AlternateBase), theme.color(Token::Alt));
            QCOMPARE(colors.color(QPalette::WindowText), theme.color(Token::Text));
            QCOMPARE(colors.color(QPalette::PlaceholderText), theme.color(Token::Text3));
            QCOMPARE(colors.color(QPalette::Highlight), theme.color(Token::AccentTint));
            QCOMPARE(colors.color(QPalette::HighlightedText), theme.color(Token::Text));
            QCOMPARE(colors.color(QPalette::Link), theme.color(Token::Accent));
            QCOMPARE(colors.color(QPalette::Disabled, QPalette::Text),
                     theme.color(Token::Disabled));
        }
    }

    void aSwitchReachesWidgetsThatAreThere()
    {
        QPushButton button(u"Open run…"_s);
        button.resize(button.sizeHint());
        QSignalSpy changed(&Theme::instance(), &Theme::themeChanged);
        QVERIFY(hasColor(button.grab().toImage(), Theme::instance().color(Token::Surface, false)));
        Theme::instance().setMode(Theme::Mode::Dark);
        QCOMPARE(changed.size(), 1);
        QVERIFY(hasColor(button.grab().toImage(), Theme::instance().color(Token::Surface, true)));
        Theme::instance().setMode(Theme::Mode::Dark);
        QCOMPARE(changed.size(), 1);
    }

    void theDesktopsChoiceCountsOnlyWhileItIsFollowed()
    {
        Theme &theme = Theme::instance();
        theme.setSystemDark(true);
        QVERIFY(!theme.isDark());
        theme.setMode(Theme::Mode::System);
        QVERIFY(theme.isDark());
        theme.setSystemDark(false);
        QVERIFY(!theme.isDark());
    }

    void highContrastStrengthensLinesAndCaptions()
    {
        Theme &theme = Theme::instance();
        theme.setHighContrast(true);
        QCOMPARE(theme.color(Token::Border), theme.color(Token::BorderStrong));
        QCOMPARE(theme.color(Token::Text3), theme.color(Token::Text2));
        QCOMPARE(QApplication::palette().color(QPalette::PlaceholderText),
                 theme.color(Token::Text2));
        theme.setHighContrast(false);
        QVERIFY(theme.color(Token::Border) != theme.color(Token::BorderStrong));
    }

    void lengthsAndFontsGrowTogether()
    {
        Theme &theme = Theme::instance();
        theme.setSystemFont(QFont(u"Sans"_s));
        QCOMPARE(theme.fontPixelSize(), 13.0);
        QCOMPARE(theme.px(28), 28);
        QCOMPARE(theme.px(0), 0);
        QCOMPARE(theme.px(0.2), 1);
        QCOMPARE(theme.font(Theme::Font::Body).pixelSize(), 13);
        QCOMPARE(theme.font(Theme::Font::PageTitle).pixelSize(), 18);
        theme.setInterfaceScale(2);
        QCOMPARE(theme.px(28), 56);
        QCOMPARE(theme.font(Theme::Font::Body).pixelSize(), 26);
        QCOMPARE(QApplication::font().pixelSize(), 26);
        theme.setInterfaceScale(5);
        QCOMPARE(theme.interfaceScale(), 2.0);
        theme.setInterfaceScale(0.1);
        QCOMPARE(theme.interfaceScale(), 0.8);
    }

    void theSizeOfCodeIsItsOwnAndGrowsWithTheInterface()
    {
        Theme &theme = Theme::instance();
        const int code = theme.font(Theme::Font::CodeSmall).pixelSize();
        const int line = theme.lineHeight(Theme::Font::CodeSmall);
        theme.setCodeScale(1.5);
        QCOMPARE(theme.font(Theme::Font::CodeSmall).pixelSize(),
                 static_cast<int>(std::lround(code * 1.5)));
        QCOMPARE(theme.lineHeight(Theme::Font::CodeSmall),
                 static_cast<int>(std::lround(line * 1.5)));
        QCOMPARE(theme.font(Theme::Font::Body).pixelSize(), 13);
        theme.setInterfaceScale(2);
        QCOMPARE(theme.font(Theme::Font::CodeSmall).pixelSize(), code * 3);
    }

    void aPlainSansGivesWayToAFontWithTabularDigits()
    {
        if (!QFontDatabase::hasFamily(u"Noto Sans"_s))
            QSKIP("Noto Sans is not installed (fonts-noto-core)");
        Theme &theme = Theme::instance();
        theme.setSystemFont(QFont(u"Sans"_s));
        const QFont font = theme.font(Theme::Font::Body);
        QCOMPARE(QFontInfo(font).family(), u"Noto Sans"_s);
        const QFontMetricsF metrics(font);
        for (QChar digit = u'1'; digit <= u'9'; digit = QChar(digit.unicode() + 1))
            QCOMPARE(metrics.horizontalAdvance(digit), metrics.horizontalAdvance(u'0'));
        QVERIFY(QFontInfo(theme.font(Theme::Font::Code)).fixedPitch());
    }

    void aChosenFontKeepsItsFamilyAndSize()
    {
        if (!QFontDatabase::hasFamily(u"DejaVu Sans"_s))
            QSKIP("DejaVu Sans is not installed (fonts-dejavu-core)");
        Theme &theme = Theme::instance();
        QFont font(u"DejaVu Sans"_s);
        font.setPixelSize(16);
        theme.setSystemFont(font);
        QCOMPARE(theme.font(Theme::Font::Body).family(), u"DejaVu Sans"_s);
        QCOMPARE(theme.font(Theme::Font::Body).pixelSize(), 16);
        QCOMPARE(theme.px(26), 32);
        theme.setSystemFont(QFont(u"Sans"_s));
    }

    void theEleventhRunIsDashed()
    {
        const Theme &theme = Theme::instance();
        QCOMPARE(theme.runColor(10), theme.runColor(0));
        QVERIFY(theme.runDash(9).isEmpty());
        QCOMPARE(theme.runDash(10), (QVector<qreal>{6, 3}));
        QCOMPARE(theme.runDash(25), (QVector<qreal>{2, 3}));
        QCOMPARE(theme.runColorName(11), u"orange"_s);
    }

    void anIconThatWasHandedOutFollowsTheTheme()
    {
        Theme &theme = Theme::instance();
        const QIcon icon = theme.icon(u"stop"_s, Token::Error);
        const auto centre = [&](QIcon::Mode mode) {
            return icon.pixmap(QSize(24, 24), 1.0, mode).toImage().pixelColor(12, 12);
        };
        QCOMPARE(centre(QIcon::Normal), theme.color(Token::Error, false));
        QCOMPARE(centre(QIcon::Disabled), theme.color(Token::Disabled, false));
        theme.setMode(Theme::Mode::Dark);
        QCOMPARE(centre(QIcon::Normal), theme.color(Token::Error, true));
        QCOMPARE(centre(QIcon::Disabled), theme.color(Token::Disabled, true));
    }

    void iconsAreSharpOnDenseScreens()
    {
        const Theme &theme = Theme::instance();
        const QPixmap pixmap = theme.pixmap(u"runs"_s, 16, Token::Text, 2.0);
        QCOMPARE(pixmap.size(), QSize(32, 32));
        QCOMPARE(pixmap.devicePixelRatio(), 2.0);
        const QPixmap fromIcon = theme.icon(u"runs"_s).pixmap(QSize(16, 16), 2.0);
        QCOMPARE(fromIcon.size(), QSize(32, 32));
        QCOMPARE(fromIcon.devicePixelRatio(), 2.0);
    }

    void everyIconPaintsSomething()
    {
        for (const QString &name : Theme::instance().iconNames()) {
            const QImage image = Theme::instance().pixmap(name, 16, Token::Text, 1.0).toImage();
            bool painted = false;
            for (int y = 0; y < 16; ++y) {
                for (int x = 0; x < 16; ++x)
                    painted = painted || image.pixelColor(x, y).alpha() > 0;
            }
            QVERIFY2(painted, qPrintable(name));
        }
    }

    void anIconThatDoesNotExistIsReported()
    {
        QTest::ignoreMessage(QtWarningMsg, "There is no icon called nonsense.");
        Theme::instance().pixmap(u"nonsense"_s, 16, Token::Text, 1.0);
    }

    void controlsHaveTheHeightsOfTheDesign()
    {
        Theme &theme = Theme::instance();
        theme.setSystemFont(QFont(u"Sans"_s));
        for (const double scale : {1.0, 2.0}) {
            theme.setInterfaceScale(scale);
            QPushButton button(u"Stop"_s);
            QLineEdit line;
            QComboBox combo;
            combo.addItem(u"Linear"_s);
            for (QWidget *widget : QList<QWidget *>{&button, &line, &combo}) {
                QCOMPARE(widget->sizeHint().height(), theme.px(28));
                widget->setProperty("phi1Role", u"small"_s);
            }
            QCOMPARE(button.sizeHint().height(), theme.px(24));
            QCOMPARE(line.sizeHint().height(), theme.px(24));
            QCheckBox check(u"Parses"_s);
            QVERIFY(check.sizeHint().height() >= theme.px(24));
            QTabBar tabs;
            tabs.addTab(u"Command"_s);
            QCOMPARE(tabs.sizeHint().height(), theme.px(32));
            QTreeView view;
            QStandardItemModel model(3, 2);
            view.setModel(&model);
            view.setRootIsDecorated(false);
            QCOMPARE(view.visualRect(model.index(0, 0)).height(), theme.px(28));
            QSplitter splitter;
            QCOMPARE(splitter.handleWidth(), theme.px(8));
        }
    }

    void aRowLineIsTheOnlyLineOfATable()
    {
        QTreeView view;
        QStandardItemModel model(3, 2);
        view.setModel(&model);
        view.setRootIsDecorated(false);
        view.setUniformRowHeights(true);
        view.setHeaderHidden(true);
        view.setSelectionMode(QAbstractItemView::NoSelection);
        view.resize(220, 120);
        view.ensurePolished();
        QCOMPARE(view.frameShape(), QFrame::NoFrame);
        const QImage picture = view.grab().toImage();
        const QColor grid = Theme::instance().color(Token::Grid);
        const QColor surface = Theme::instance().color(Token::Surface);
        const QRect row = view.visualRect(model.index(1, 0));
        QCOMPARE(picture.pixelColor(row.center().x(), row.bottom()), grid);
        for (int x = 0; x < 200; ++x)
            QCOMPARE(picture.pixelColor(x, row.center().y()), surface);
    }

    void theFocusedRowHasARingInsideWhileTheKeyboardMoves()
    {
        QTreeView view;
        QStandardItemModel model(3, 1);
        view.setModel(&model);
        view.setRootIsDecorated(false);
        view.setHeaderHidden(true);
        view.setAllColumnsShowFocus(true);
        view.resize(220, 120);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QVERIFY(QTest::qWaitFor([&] { return view.isActiveWindow(); }));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                          view.visualRect(model.index(0, 0)).center());
        QVERIFY(!hasColor(view.grab().toImage(), Theme::instance().color(Token::Accent)));
        QTest::keyClick(&view, Qt::Key_Down);
        QVERIFY(hasColor(view.grab().toImage(), Theme::instance().color(Token::Accent)));
    }

    void theSplitterHandleShowsUnderThePointerOnly()
    {
        QSplitter splitter;
        splitter.addWidget(new QWidget);
        splitter.addWidget(new QWidget);
        splitter.resize(200, 50);
        splitter.show();
        QVERIFY(QTest::qWaitForWindowExposed(&splitter));
        QVERIFY(!hasColor(splitter.grab().toImage(), Theme::instance().color(Token::Accent)));
        QTest::mouseMove(splitter.handle(1));
        QTRY_VERIFY(hasColor(splitter.grab().toImage(), Theme::instance().color(Token::Accent)));
    }

    void aSliderIsDraggedWhereItIsSeen()
    {
        QSlider slider(Qt::Horizontal);
        slider.setRange(0, 100);
        slider.resize(114, 24);
        slider.show();
        QTest::mouseClick(&slider, Qt::LeftButton, {}, QPoint(57, 12));
        QVERIFY2(std::abs(slider.value() - 50) <= 2, qPrintable(QString::number(slider.value())));
        QTest::mousePress(&slider, Qt::LeftButton, {}, QPoint(57, 12));
        QTest::mouseMove(&slider, QPoint(107, 12));
        QTest::mouseRelease(&slider, Qt::LeftButton, {}, QPoint(107, 12));
        QVERIFY2(slider.value() >= 98, qPrintable(QString::number(slider.value())));
    }

    void aScrollBarIsDraggedToItsEnd()
    {
        QScrollBar bar(Qt::Vertical);
        bar.setRange(0, 1000);
        bar.setPageStep(100);
        bar.resize(12, 200);
        bar.show();
        QTest::mousePress(&bar, Qt::LeftButton, {}, QPoint(6, 5));
        QTest::mouseMove(&bar, QPoint(6, 60));
        QTest::mouseMove(&bar, QPoint(6, 199));
        QTest::mouseRelease(&bar, Qt::LeftButton, {}, QPoint(6, 199));
        QCOMPARE(bar.value(), 1000);
        QTest::mouseClick(&bar, Qt::LeftButton, {}, QPoint(6, 2));
        QCOMPARE(bar.value(), 900);
    }

    void followCallsNowAndUntilTheContextGoes()
    {
        int calls = 0;
        {
            QObject context;
            Theme::instance().follow(&context, [&] { ++calls; });
            QCOMPARE(calls, 1);
            Theme::instance().setMode(Theme::Mode::Dark);
            QCOMPARE(calls, 2);
        }
        Theme::instance().setMode(Theme::Mode::Light);
        QCOMPARE(calls, 2);
    }
};

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
