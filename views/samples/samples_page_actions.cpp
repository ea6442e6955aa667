// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of the page.
#include "views/samples/samples_page_p.h"

#include <QAction>
#include <QFileDialog>
#include <QMenu>

#include "core/base/json.h"
#include "views/choosers/text_popup.h"
#include "views/format/number_text.h"
#include "views/sample_text/sample_text_view.h"
#include "views/samples/facet_panel.h"
#include "views/samples/filter_chips.h"
#include "views/samples/label_bar.h"
#include "views/samples/near_pane.h"
#include "views/samples/sample_list_panel.h"
#include "views/samples/sample_list_view.h"
#include "views/samples/sample_panel.h"
#include "views/samples/samples_layout.h"
#include "views/shell/action_registry.h"
#include "views/state/workspace_session.h"
#include "views/widgets/action_button.h"
#include "views/widgets/note_edit.h"

namespace phi1 {

using namespace Qt::StringLiterals;

void SamplesPage::Private::addActions()
{
    ActionRegistry &registry = context.actions;
    const auto add = [&](const QString &id, const QString &text, const QKeySequence &key,
                         const QString &group, std::function<void()> act) {
        m_actions.insert(id,
                         registry.add(u"samples."_s + id, text, key, group, &page, std::move(act)));
    };
    const QString group = tr("Samples");
    add(u"next"_s, tr("Next sample"), QKeySequence(Qt::Key_J), group, [this] { session.next(); });
    add(u"previous"_s, tr("Previous sample"), QKeySequence(Qt::Key_K), group,
        [this] { session.previous(); });
    add(u"random"_s, tr("Random sample"), QKeySequence(Qt::Key_R), group,
        [this] { session.random(); });
    add(u"go-to"_s, tr("Go to a sample…"), QKeySequence(Qt::CTRL | Qt::Key_G), group,
        [this] { goTo(m_list); });
    add(u"order"_s, tr("Choose the order…"), {}, group, [this] { m_list->orderButton()->click(); });
    add(u"filters"_s, tr("Open the filters"), {}, group, [this] {
        if (m_chips->isHidden())
            m_facets->setFocus(Qt::ShortcutFocusReason);
        else
            m_layout->openFilters(m_chips->button());
    });
    add(u"clear-filters"_s, tr("Clear search and filters"), {}, group, [this] { setFilter({}); });
    add(u"import"_s, tr("Import text…"), QKeySequence(Qt::CTRL | Qt::Key_I), group,
        [this] { openPage(u"samples-import"_s); });
    add(u"quality"_s, tr("Judge quality…"), {}, group, [this] { openPage(u"samples-quality"_s); });
    add(u"generate"_s, tr("Generate text…"), {}, group,
        [this] { openPage(u"samples-generate"_s); });
    add(u"mix"_s, tr("Mix a training set…"), {}, group, [this] { openPage(u"samples-mix"_s); });
    const QString labels = tr("Label");
    for (int label = firstLabel; label <= lastLabel; ++label)
        add(u"label-%1"_s.arg(label), tr("Label: %1").arg(labelText(label)),
            QKeySequence(static_cast<Qt::Key>(Qt::Key_0 + label)), labels,
            [this, label] { setLabel(label); });
    add(u"label-0"_s, tr("Take the label away"), QKeySequence(Qt::Key_0), labels,
        [this] { setLabel(noLabel); });
    add(u"undo"_s, tr("Undo the last label"), QKeySequence(Qt::Key_U), labels,
        [this] { session.undo(); });
    const QString text = tr("Text of the sample");
    add(u"read"_s, tr("Read the text"), {}, text,
        [this] { m_sample->text()->setFocus(Qt::ShortcutFocusReason); });
    add(u"wrap"_s, tr("Wrap long lines"), QKeySequence(Qt::Key_W), text,
        [this] { m_sample->wrapButton()->toggle(); });
    add(u"whitespace"_s, tr("Show whitespace"), QKeySequence(Qt::Key_I), text,
        [this] { m_sample->whitespaceButton()->toggle(); });
    add(u"tokens"_s, tr("Show token borders"), QKeySequence(Qt::Key_T), text,
        [this] { m_sample->tokensButton()->toggle(); });
    add(u"tokenizer"_s, tr("Choose the tokenizer…"), {}, text, [this] {
        auto *menu = new QMenu(m_sample->tokensButton());
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillTokenizerMenu(menu);
        menu->popup(
            m_sample->tokensButton()->mapToGlobal(QPoint(0, m_sample->tokensButton()->height())));
    });
    add(u"loss"_s, tr("Loss under a checkpoint…"), {}, text,
        [this] { openLossMenu(m_sample->lossButton()); });
    add(u"duplicates"_s, tr("Near-duplicates beside it"), QKeySequence(Qt::Key_D), text,
        [this] { toggleSecond(); });
    add(u"note"_s, tr("Write a note"), {}, text,
        [this] { m_sample->note()->setFocus(Qt::ShortcutFocusReason); });
    add(u"details"_s, tr("Everything about the sample"), {}, text,
        [this] { m_sample->openDetails(); });
    add(u"copy"_s, tr("Copy the text"), {}, text, [this] { copyText(); });
    registry.describeKeys(group, tr("Previous or next sample"), tr("↑ ↓"), &page);
    registry.describeKeys(group, tr("Read the text"), tr("Enter"), &page);
    registry.describeKeys(text, tr("Next or previous hit"), tr("F3, Shift+F3"), &page);
}

QList<QWidget *> SamplesPage::Private::headerActions()
{
    const auto button = [this](const QString &text, const QString &icon, const QString &id,
                               ActionButton::Role role = ActionButton::Role::Normal) {
        auto *made = new ActionButton(text, icon, role);
        connect(made, &QPushButton::clicked, this, [this, id] { openPage(id); });
        return made;
    };
    auto *import = button(tr("Import…"), u"download"_s, u"samples-import"_s);
    auto *quality = button(tr("Quality…"), u"filter"_s, u"samples-quality"_s);
    auto *generate = button(tr("Generate…"), u"plus"_s, u"samples-generate"_s);
    auto *mix = button(tr("Mix…"), u"mix"_s, u"samples-mix"_s);
    m_mixButton = mix;
    auto *train = new ActionButton(tr("Train on this"), {}, ActionButton::Role::Primary);
    train->setToolTip(tr("A training set of the samples found"));
    connect(train, &QPushButton::clicked, this, [this] { openPage(u"samples-mix"_s); });
    m_trainButton = train;
    updateActions();
    return {import, quality, generate, mix, train};
}

/// Sub-pages begin with what is in sight here.
void SamplesPage::Private::openPage(const QString &id)
{
    QVariantMap arguments;
    if (!session.corpus().isEmpty()) {
        arguments.insert(u"corpus"_s, session.corpus());
        if (!session.filter().isEmpty())
            arguments.insert(u"filter"_s, QString::fromStdString(toJson(session.filter()).dump()));
    }
    context.navigate(id, arguments);
}

void SamplesPage::Private::updateActions()
{
    if (m_actions.isEmpty())
        return;
    const bool one = !isBatch() && m_shown.sample != nullptr;
    const bool found = !isBatch() && session.search().found > 0;
    const auto enable = [this](const QString &id, bool on) { m_actions.value(id)->setEnabled(on); };
    for (int label = noLabel; label <= lastLabel; ++label)
        enable(u"label-%1"_s.arg(label), one);
    for (const QString &id : {u"details"_s, u"duplicates"_s, u"note"_s})
        enable(id, one);
    for (const QString &id : {u"loss"_s, u"tokens"_s, u"copy"_s})
        enable(id, m_shown.sample != nullptr);
    for (const QString &id : {u"next"_s, u"previous"_s, u"random"_s, u"order"_s})
        enable(id, found);
    enable(u"go-to"_s, !isBatch() && session.facts().samples > 0);
    enable(u"clear-filters"_s, !isBatch() && !session.filter().isEmpty());
    enable(u"undo"_s, session.canUndo());
    m_sample->labels()->setUndo(session.canUndo(), session.undoText());
    m_sample->labels()->randomButton()->setEnabled(found);
    const bool any = !session.corpus().isEmpty();
    if (m_trainButton) {
        m_trainButton->setEnabled(found);
        m_mixButton->setEnabled(any);
    }
}

void SamplesPage::Private::setLabel(int label)
{
    if (!isBatch() && m_shown.sample)
        session.setLabel(m_shown.sample->row, label);
}

void SamplesPage::Private::goTo(QWidget *button)
{
    const qint64 count = session.facts().samples;
    auto *popup = new TextPopup(
        tr("Go to sample"),
        session.current() == noSample ? QString() : QString::number(session.current() + 1), &page);
    popup->setNote(tr("1 to %1").arg(grouped(count)));
    popup->setAcceptText(tr("Go"));
    connect(popup, &TextPopup::accepted, this, [this, count](const QString &text) {
        QString digits = text;
        digits.remove(QChar(thinSpace)).remove(u' ').remove(u',');
        bool isNumber = false;
        const qint64 wanted = digits.toLongLong(&isNumber);
        if (!isNumber || wanted < 1 || wanted > count) {
            context.showResult(tr("%1 is no sample: they are numbered 1 to %2")
                                   .arg(text.left(40), grouped(count)));
            return;
        }
        m_wantsFirst = false;
        session.setCurrent(static_cast<SampleRow>(wanted - 1));
    });
    popup->openBelow(button == m_list ? m_list->orderButton() : button);
}

void SamplesPage::Private::copyText()
{
    m_sample->text()->copy();
    context.showResult(tr("Copied the text"));
}

void SamplesPage::Private::toggleSecond()
{
    if (m_layout->isSecondShown() && m_near->shows() == NearPane::Shows::Duplicates) {
        showSecond(false);
        return;
    }
    m_near->setShows(NearPane::Shows::Duplicates);
    showSecond(true);
}

void SamplesPage::Private::showSecond(bool shown)
{
    if (shown == m_layout->isSecondShown())
        return;
    m_layout->setSecondShown(shown);
    if (shown && m_shown.sample && !isBatch()) {
        m_near->setSearching();
        session.requestNearDuplicates(m_shown.sample->row);
    } else if (!shown) {
        m_near->clear();
        m_near->lossText()->setText({});
        m_near->setShows(NearPane::Shows::Duplicates);
        if (m_lossOf)
            askLoss();
    }
    emit page.stateChanged();
}

/// Esc in a text: first what lies beside it, then back to the list.
void SamplesPage::Private::dismiss()
{
    if (m_layout->isSecondShown())
        showSecond(false);
    else if (!isBatch())
        m_list->list()->setFocus(Qt::ShortcutFocusReason);
}

} // namespace phi1
