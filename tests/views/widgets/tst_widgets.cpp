// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/widgets/sample_widgets.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/chip.h"
#include "views/widgets/colour_popup.h"
#include "views/widgets/disclosure_details.h"
#include "views/widgets/elided_label.h"
#include "views/widgets/facts_grid.h"
#include "views/widgets/flow_layout.h"
#include "views/widgets/form_field.h"
#include "views/widgets/hover_card.h"
#include "views/widgets/meter.h"
#include "views/widgets/page_header.h"
#include "views/widgets/panel.h"
#include "views/widgets/search_field.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/state_badge.h"
#include "views/widgets/swatch_button.h"
#include "views/widgets/text_label.h"
#include "views/widgets/toast_host.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFocusFrame>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QScreen>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace phi1;
using namespace Qt::StringLiterals;

static QAbstractButton *buttonNamed(QWidget &widget, const QString &text)
{
    for (QAbstractButton *button : widget.findChildren<QAbstractButton *>()) {
        if (button->text().contains(text) || button->accessibleName().contains(text))
            return button;
    }
    return nullptr;
}

class WidgetsTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        Theme::instance().apply(*qApp);
        Theme::instance().setMode(Theme::Mode::Light);
    }

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support).*"_s));
    }

    void arrowsMoveASegmentedChoicePastWhatIsDisabled()
    {
        SegmentedChoice choice;
        choice.addOption(u"Step"_s, 1);
        choice.addOption(u"Epoch"_s, 2);
        choice.addOption(u"Time"_s, 3);
        choice.setOptionEnabled(1, false, u"no epochs"_s);
        choice.show();
        choice.setFocus();
        QSignalSpy changed(&choice, &SegmentedChoice::currentChanged);
        QCOMPARE(choice.currentData(), 1);
        QTest::keyClick(&choice, Qt::Key_Right);
        QCOMPARE(choice.currentData(), 3);
        QCOMPARE(choice.accessibleDescription(), u"Time"_s);
        QTest::keyClick(&choice, Qt::Key_Right);
        QCOMPARE(changed.size(), 1); // it does not go round
        QTest::keyClick(&choice, Qt::Key_Left);
        QCOMPARE(choice.currentData(), 1);
        QTest::keyClick(&choice, Qt::Key_End);
        QCOMPARE(choice.currentData(), 3);
    }

    void aClickChoosesASegmentUnlessItIsDisabled()
    {
        SegmentedChoice choice;
        for (const QString &text : {u"Step"_s, u"Epoch"_s, u"Time"_s})
            choice.addOption(text);
        choice.setOptionEnabled(1, false);
        choice.show();
        choice.resize(choice.sizeHint());
        QTest::mouseClick(&choice, Qt::LeftButton, {}, choice.optionRect(2).center());
        QCOMPARE(choice.currentIndex(), 2);
        QTest::mouseClick(&choice, Qt::LeftButton, {}, choice.optionRect(1).center());
        QCOMPARE(choice.currentIndex(), 2);
    }

    void choosingByDataSaysSoOnce()
    {
        SegmentedChoice choice;
        choice.addOption(u"A"_s, u"a"_s);
        choice.addOption(u"B"_s, u"b"_s);
        QSignalSpy changed(&choice, &SegmentedChoice::currentDataChanged);
        choice.setCurrentData(u"b"_s);
        choice.setCurrentData(u"b"_s);
        choice.setCurrentData(u"nothing of the kind"_s);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.first().first().toString(), u"b"_s);
    }

    void aChangedFieldOffersThePapersValueToTheKeyboard()
    {
        auto *line = new QLineEdit(u"1.5e-3"_s);
        FormField field(u"Highest learning rate"_s, line);
        field.setPaperText(u"1.0e-3"_s);
        field.show();
        QVERIFY(QTest::qWaitForWindowExposed(&field));
        QVERIFY(QTest::qWaitFor([&] { return field.isActiveWindow(); }));
        QCOMPARE(line->accessibleName(), u"Highest learning rate"_s);
        QVERIFY(line->property("phi1State").toString().isEmpty());

        line->setFocus();
        QTest::keyClick(line, Qt::Key_End);
        QTest::keyClicks(line, u"0"_s);
        QCOMPARE(line->text(), u"1.5e-30"_s);
        field.setChanged(true);
        QCOMPARE(line->property("phi1State").toString(), u"changed"_s);
        QVERIFY(line->accessibleDescription().contains(u"1.0e-3"_s));

        QSignalSpy reset(&field, &FormField::resetRequested);
        QTest::keyClick(line, Qt::Key_Tab);
        auto *button = qobject_cast<QToolButton *>(QApplication::focusWidget());
        QVERIFY(button);
        QVERIFY(button->text().contains(u"◆ 1.0e-3"_s));
        QTest::keyClick(button, Qt::Key_Space);
        QCOMPARE(reset.size(), 1);
        field.setChanged(false);
        QCOMPARE(QApplication::focusWidget(), line);
        QVERIFY(!button->isVisible());
    }

    void anErrorStandsUnderItsFieldAndOutranksTheChange()
    {
        auto *line = new QLineEdit(u"48"_s);
        FormField field(u"Micro-batch"_s, line);
        field.show();
        const int before = field.sizeHint().height();
        field.setChanged(true);
        field.setError(u"needs 96.4 of 80 GB: lower the micro-batch to 24"_s);
        QCOMPARE(line->property("phi1State").toString(), u"error"_s);
        QVERIFY(line->accessibleDescription().contains(u"lower the micro-batch"_s));
        QVERIFY(field.sizeHint().height() > before);
        field.setError({});
        QCOMPARE(line->property("phi1State").toString(), u"changed"_s);
        QCOMPARE(field.sizeHint().height(), before);
    }

    void whatThePaperDoesNotSayIsNotStated()
    {
        FormField field(u"Seed"_s, new QLineEdit);
        field.show();
        bool found = false;
        for (const auto *label : field.findChildren<TextLabel *>())
            found = found || (label->isVisible() && label->text() == u"not stated");
        QVERIFY(found);
    }

    void aSearchWaitsForAPauseAndEscClearsIt()
    {
        SearchField field(u"Filter"_s);
        field.show();
        QSignalSpy searched(&field, &SearchField::searchChanged);
        QTest::keyClicks(&field, u"tag:sweep"_s);
        QCOMPARE(searched.size(), 0);
        QTRY_COMPARE(searched.size(), 1);
        QCOMPARE(searched.last().first().toString(), u"tag:sweep"_s);
        QTest::keyClick(&field, Qt::Key_Escape);
        QVERIFY(field.text().isEmpty());
        QCOMPARE(searched.size(), 2);
        QTest::keyClicks(&field, u"x"_s);
        QTest::keyClick(&field, Qt::Key_Return); // at once
        QCOMPARE(searched.size(), 3);
    }

    void aChipIsRemovedByItsEndAndByDelete()
    {
        Chip chip(u"sweep"_s, true);
        chip.show();
        chip.resize(chip.sizeHint());
        QSignalSpy removed(&chip, &Chip::removeRequested);
        QSignalSpy clicked(&chip, &Chip::clicked);
        QTest::mouseClick(&chip, Qt::LeftButton, {}, QPoint(4, chip.height() / 2));
        QCOMPARE(clicked.size(), 1);
        QCOMPARE(removed.size(), 0);
        QTest::mouseClick(&chip, Qt::LeftButton, {}, chip.removeRect().center());
        QCOMPARE(removed.size(), 1);
        QTest::keyClick(&chip, Qt::Key_Delete);
        QCOMPARE(removed.size(), 2);
        Chip fact(u"partial"_s);
        QVERIFY(fact.removeRect().isEmpty());
        QCOMPARE(fact.focusPolicy(), Qt::NoFocus);
    }

    void aBusyButtonKeepsItsWidthAndTakesNoClick()
    {
        ActionButton button(u"Measure 20 steps"_s, u"clock"_s);
        button.show();
        const QSize before = button.sizeHint();
        QSignalSpy clicked(&button, &ActionButton::clicked);
        button.setBusy(true);
        QCOMPARE(button.sizeHint(), before);
        QTest::mouseClick(&button, Qt::LeftButton);
        QCOMPARE(clicked.size(), 0);
        button.setBusy(false);
        QVERIFY(button.isEnabled());
        QTest::mouseClick(&button, Qt::LeftButton);
        QCOMPARE(clicked.size(), 1);
    }

    void aButtonFollowsItsAction()
    {
        QAction action(u"New run"_s);
        action.setShortcut(QKeySequence(Qt::CTRL | Qt::Key_N));
        ActionButton button({}, u"plus"_s);
        button.follow(&action);
        QCOMPARE(button.text(), u"New run"_s);
        action.setEnabled(false);
        action.setToolTip(u"The disk is full"_s);
        QVERIFY(!button.isEnabled());
        QCOMPARE(button.toolTip(), u"The disk is full"_s);
        action.setEnabled(true);
        QSignalSpy triggered(&action, &QAction::triggered);
        button.show();
        QTest::keyClick(&button, Qt::Key_Space);
        QCOMPARE(triggered.size(), 1);
    }

    void theLinkOfABannerIsReachedByTheKeyboard()
    {
        Banner banner(Banner::Kind::Warning, u"Throughput fell"_s, u"GPU 3 is hot & slow."_s,
                      u"Show the step"_s);
        banner.show();
        QVERIFY(QTest::qWaitForWindowExposed(&banner));
        QSignalSpy activated(&banner, &Banner::linkActivated);
        QLabel *plain = nullptr;
        for (QLabel *label : banner.findChildren<QLabel *>()) {
            if (label->textFormat() == Qt::RichText)
                plain = label;
        }
        QVERIFY(plain);
        QVERIFY(plain->text().contains(u"hot &amp; slow"_s));
        plain->setFocus(Qt::TabFocusReason);
        QTest::keyClick(plain, Qt::Key_Return);
        QCOMPARE(activated.size(), 1);
        QSignalSpy closed(&banner, &Banner::closed);
        QTest::mouseClick(buttonNamed(banner, u"Close"_s), Qt::LeftButton);
        QCOMPARE(closed.size(), 1);
        QVERIFY(!banner.isVisible());
    }

    void aBannerIsNoTallerThanItsText()
    {
        Banner banner(Banner::Kind::Info, u"Another window follows this run"_s);
        banner.setClosable(false);
        banner.show();
        QVERIFY2(banner.sizeHint().height() <= Theme::instance().px(32),
                 qPrintable(QString::number(banner.sizeHint().height())));
    }

    void atMostThreeToastsStandOverThePageAndAnActionRunsOnce()
    {
        QWidget page;
        page.resize(800, 500);
        page.show();
        ToastHost toasts(&page);
        int undone = 0;
        toasts.show(u"one"_s);
        toasts.show(u"two"_s);
        toasts.show(u"three"_s);
        toasts.show(u"moved to the trash"_s, u"Undo"_s, [&] { ++undone; });
        QCOMPARE(toasts.texts(), (QStringList{u"two"_s, u"three"_s, u"moved to the trash"_s}));
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QAbstractButton *undo = buttonNamed(page, u"Undo"_s);
        QVERIFY(undo);
        QVERIFY(page.rect().contains(undo->parentWidget()->geometry()));
        QTest::mouseClick(undo, Qt::LeftButton);
        QCOMPARE(undone, 1);
        QVERIFY(!toasts.texts().contains(u"moved to the trash"_s));
        // The same text again replaces itself.
        toasts.show(u"three"_s);
        QCOMPARE(toasts.texts(), (QStringList{u"two"_s, u"three"_s}));
        toasts.clear();
    }

    void aToastThatIsAnErrorStaysUntilItIsClosed()
    {
        QWidget page;
        page.resize(400, 300);
        page.show();
        ToastHost toasts(&page);
        toasts.show(u"The disk is full"_s, {}, {}, ToastHost::Kind::Error);
        toasts.show(u"Copied command"_s);
        QTRY_COMPARE_WITH_TIMEOUT(toasts.texts(), (QStringList{u"The disk is full"_s}), 6000);
        QTest::mouseClick(buttonNamed(page, u"Close"_s), Qt::LeftButton);
        QVERIFY(toasts.texts().isEmpty());
    }

    void aNameLosesItsMiddleAndKeepsItWholeInTheToolTip()
    {
        ElidedLabel label(u"cluster-pretrain-02/checkpoints/step-00012000"_s);
        label.resize(100, 18);
        label.show();
        QVERIFY(label.isElided());
        QCOMPARE(label.toolTip(), label.text());
        label.resize(600, 18);
        QVERIFY(!label.isElided());
        QVERIFY(label.toolTip().isEmpty());
        label.setToolTip(u"somebody else's"_s);
        label.resize(50, 18);
        QCOMPARE(label.toolTip(), u"somebody else's"_s);
    }

    void factsKeepTheirPlaceWhenTheirValueChanges()
    {
        FactsGrid facts(2);
        facts.setFact(u"Tokens"_s, u"1"_s);
        facts.setFact(u"Duration"_s, u"2"_s);
        facts.setFact(u"Tokens"_s, u"3"_s);
        QCOMPARE(facts.value(u"Tokens"_s), u"3"_s);
        facts.show();
        facts.resize(400, 40);
        QVERIFY(facts.row(u"Tokens"_s));
        facts.removeFact(u"Tokens"_s);
        QVERIFY(!facts.row(u"Tokens"_s));
        QCOMPARE(facts.value(u"Duration"_s), u"2"_s);
    }

    void aMeterWarnsAtItsLimit()
    {
        Meter meter(u"Disk"_s);
        meter.setText(u"51 GB free"_s);
        meter.setValue(0.919);
        QVERIFY(!meter.isWarning());
        meter.setValue(0.92);
        QVERIFY(meter.isWarning());
        QCOMPARE(meter.accessibleName(), u"Disk, 51 GB free"_s);
        QVERIFY(!meter.accessibleDescription().isEmpty());
        meter.setValue(std::numeric_limits<double>::quiet_NaN());
        QVERIFY(!meter.isWarning());
    }

    void detailsUnfoldByTheKeyboardAndAreCopied()
    {
        QWidget page;
        auto *layout = new QHBoxLayout(&page);
        auto *details = new DisclosureDetails;
        layout->addWidget(details);
        page.show();
        QVERIFY(!details->isVisible());
        details->setText(u"exit status 137"_s);
        QVERIFY(details->isVisible());
        QVERIFY(!details->isOpen());
        QTest::keyClick(buttonNamed(*details, u"Details"_s), Qt::Key_Space);
        QVERIFY(details->isOpen());
        QTest::mouseClick(buttonNamed(*details, u"Copy"_s), Qt::LeftButton);
        QCOMPARE(QApplication::clipboard()->text(), u"exit status 137"_s);
    }

    void theColourOfARunIsChosenByTheKeyboard()
    {
        SwatchButton button;
        button.setSlot(11); // orange, second round
        QVERIFY(button.accessibleName().contains(u"orange"_s));
        button.show();
        QSignalSpy chosen(&button, &SwatchButton::slotChosen);
        QSignalSpy dashed(&button, &SwatchButton::dashChosen);
        QTest::keyClick(&button, Qt::Key_Space);
        auto *popup = button.findChild<ColourPopup *>();
        QVERIFY(popup && popup->isVisible());
        QTest::keyClick(popup, Qt::Key_Right);
        QTest::keyClick(popup, Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().first().toInt(), 12); // green, still the second round
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);

        QTest::mouseClick(&button, Qt::LeftButton);
        popup = button.findChild<ColourPopup *>();
        QVERIFY(popup);
        QTest::keyClick(popup, Qt::Key_Down);
        QTest::keyClick(popup, Qt::Key_Down);
        QTest::keyClick(popup, Qt::Key_Return);
        QCOMPARE(dashed.size(), 1);
    }

    void aFlowLayoutBeginsANewRowWhereTheWidthEnds()
    {
        QWidget page;
        auto *layout = new FlowLayout(&page);
        QVector<QWidget *> chips;
        for (int i = 0; i < 6; ++i) {
            chips.append(new Chip(u"tag %1"_s.arg(i)));
            layout->addWidget(chips.last());
        }
        page.resize(layout->sizeHint().width(), 100);
        page.show();
        QCOMPARE(chips.last()->y(), chips.first()->y());
        const int oneRow = layout->heightForWidth(layout->sizeHint().width());
        page.resize(layout->sizeHint().width() / 2, 100);
        QVERIFY(chips.last()->y() > chips.first()->y());
        QCOMPARE(chips[3]->x() == 0 || chips[2]->x() == 0 || chips[4]->x() == 0, true);
        QVERIFY(layout->heightForWidth(page.width()) >= 2 * oneRow);
        QCOMPARE(layout->heightForWidth(page.width()), chips.last()->geometry().bottom() + 1);
    }

    void aCardNeverCoversWhatItExplains()
    {
        HoverCard card;
        card.setContent(new TextLabel(u"step 17 680, 37.1 B tokens"_s));
        const QRect screen = QGuiApplication::primaryScreen()->availableGeometry();
        for (const QPoint &corner :
             {screen.topLeft(), screen.center(), screen.bottomRight() - QPoint(20, 20)}) {
            const QRect area(corner, QSize(20, 20));
            card.showBeside(area, true);
            QTRY_VERIFY(card.isVisible());
            QVERIFY(!card.geometry().intersects(area));
            QVERIFY(screen.contains(card.geometry()));
            card.dismiss();
            QVERIFY(!card.isVisible());
        }
    }

    void aCardAppearsAfterAMomentOnly()
    {
        HoverCard card;
        card.setContent(new TextLabel(u"2"_s));
        card.showBeside(QRect(10, 10, 10, 10));
        card.release(); // the pointer only crossed the area
        QTest::qWait(2 * HoverCard::delay);
        QVERIFY(!card.isVisible());
    }

    void focusFromTheKeyboardGetsTheRingAndFocusFromTheMouseDoesNot()
    {
        QWidget page;
        auto *layout = new QHBoxLayout(&page);
        auto *first = new QPushButton(u"First"_s);
        auto *second = new ActionButton(u"Second"_s);
        layout->addWidget(first);
        layout->addWidget(second);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        QVERIFY(QTest::qWaitFor([&] { return page.isActiveWindow(); }));
        QTest::mouseClick(first, Qt::LeftButton);
        QCOMPARE(QApplication::focusWidget(), first);
        const auto frameOf = [&]() -> QWidget * {
            for (auto *frame : page.findChildren<QFocusFrame *>()) {
                if (frame->isVisible())
                    return frame->widget();
            }
            return nullptr;
        };
        QCOMPARE(frameOf(), nullptr);
        QTest::keyClick(first, Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), second);
        QCOMPARE(frameOf(), second);
        // Two pixels outside, two pixels wide, in accent.
        const QImage picture = page.grab().toImage();
        const QPoint beside(second->geometry().left() - 3, second->geometry().center().y());
        QCOMPARE(picture.pixelColor(beside), Theme::instance().color(Theme::Token::Accent));
        QCOMPARE(picture.pixelColor(beside + QPoint(2, 0)),
                 Theme::instance().color(Theme::Token::Window));
    }

    void assistiveTechnologyHearsValuesAndRoles()
    {
        Meter meter(u"Disk"_s);
        meter.setValue(0.25);
        const QAccessibleInterface *bar = QAccessible::queryAccessibleInterface(&meter);
        QCOMPARE(bar->role(), QAccessible::ProgressBar);
        QVERIFY(const_cast<QAccessibleInterface *>(bar)->valueInterface());
        QCOMPARE(
            const_cast<QAccessibleInterface *>(bar)->valueInterface()->currentValue().toDouble(),
            25.0);
        QCOMPARE(bar->text(QAccessible::Name), u"Disk"_s);
        SegmentedChoice choice;
        choice.addOption(u"Step"_s);
        choice.addOption(u"Tokens"_s);
        choice.setCurrentIndex(1);
        QCOMPARE(QAccessible::queryAccessibleInterface(&choice)->text(QAccessible::Value),
                 u"Tokens"_s);
        Banner banner(Banner::Kind::Error, u"The loss is NaN"_s);
        QCOMPARE(QAccessible::queryAccessibleInterface(&banner)->role(), QAccessible::AlertMessage);
    }

    void everySampleThatTakesFocusHasAName()
    {
        for (const test::Sample &sample : test::sampleWidgets()) {
            const std::unique_ptr<QWidget> widget(sample.make());
            for (const QWidget *child : widget->findChildren<QWidget *>()) {
                const auto *button = qobject_cast<const QAbstractButton *>(child);
                if (button && button->text().isEmpty() && !button->inherits("QLineEditIconButton"))
                    QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(sample.name));
            }
        }
    }

    void theHeadOfAPageGoesBack()
    {
        PageHeader header(u"New run"_s);
        header.show();
        QSignalSpy back(&header, &PageHeader::backRequested);
        QAbstractButton *arrow = buttonNamed(header, u"Back"_s);
        QVERIFY(!arrow->isVisible());
        header.setBackVisible(true);
        QTest::mouseClick(arrow, Qt::LeftButton);
        QCOMPARE(back.size(), 1);
    }

    void thePageShowsAtTheRoundCornersOfAPanel()
    {
        QWidget page;
        auto *layout = new QHBoxLayout(&page);
        auto *panel = new Panel(u"Log"_s);
        auto *content = new QWidget;
        content->setAutoFillBackground(true);
        content->setBackgroundRole(QPalette::Highlight);
        panel->setContent(content);
        layout->addWidget(panel);
        page.resize(200, 200);
        page.show();
        const QImage picture = page.grab().toImage();
        const QRect frame = panel->geometry();
        const QColor ground = Theme::instance().color(Theme::Token::Window);
        QCOMPARE(picture.pixelColor(frame.bottomLeft()), ground);
        QCOMPARE(picture.pixelColor(frame.topRight()), ground);
        QCOMPARE(picture.pixelColor(frame.center() + QPoint(0, 20)),
                 Theme::instance().color(Theme::Token::AccentTint));
        QCOMPARE(picture.pixelColor(frame.left(), frame.center().y()),
                 Theme::instance().color(Theme::Token::Border));
    }

    void aStateHasAWordOfItsOwn()
    {
        QStringList words;
        for (const ShownState state :
             {ShownState::Queued, ShownState::Starting, ShownState::Running, ShownState::Pausing,
              ShownState::Stopped, ShownState::Finished, ShownState::Failed, ShownState::Paused,
              ShownState::LostContact, ShownState::LastSeen, ShownState::Damaged,
              ShownState::Gone}) {
            const StateLook look = stateLook(state);
            QVERIFY(!look.text.isEmpty());
            QVERIFY(!words.contains(look.text));
            words.append(look.text);
            QVERIFY(look.iconName.isEmpty() ||
                    Theme::instance().iconNames().contains(look.iconName));
        }
        StateBadge badge;
        badge.setState(ShownState::Failed, u"Failed: NaN"_s);
        QCOMPARE(badge.accessibleName(), u"Failed: NaN"_s);
    }
};

QTEST_MAIN(WidgetsTest)
#include "tst_widgets.moc"
