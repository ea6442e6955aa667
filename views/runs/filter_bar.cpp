// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/filter_bar.h"

#include <algorithm>
#include <utility>

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QRegularExpression>

#include "views/format/number_text.h"
#include "views/state/run_filter_proxy.h"
#include "views/state/run_table_model.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/chip.h"
#include "views/widgets/search_field.h"
#include "views/widgets/text_label.h"

namespace phi1 {

namespace {

/// "tag:sweep" is shown as "sweep": tags are what chips are mostly made of.
QString chipText(const QString &term)
{
    return term.startsWith(QStringLiteral("tag:")) ? term.mid(4) : term;
}

/// Words at spaces; what is quoted or an expression stays whole.
QStringList words(const QString &text)
{
    static const QRegularExpression word(QStringLiteral(R"re((?:[^\s"/]|"[^"]*"?|/[^/]*/?)+)re"));
    QStringList found;
    for (auto matches = word.globalMatch(text); matches.hasNext();)
        found << matches.next().captured();
    return found;
}

bool becomesChip(const QString &word)
{
    return word.startsWith(QStringLiteral("tag:")) || word.startsWith(QStringLiteral("state:"));
}

} // namespace

FilterBar::FilterBar(RunTableModel *runs, RunFilterProxy *proxy, QWidget *parent)
    : QWidget(parent)
    , m_runs(runs)
    , m_proxy(proxy)
    , m_field(
          new SearchField(tr("Filter: name, tag, key, /regex/"), QStringLiteral("filter"), this))
    , m_chipRow(new QHBoxLayout)
    , m_count(new TextLabel(Theme::Font::Small, Theme::Token::Text3, this))
    , m_archived(new ActionButton(tr("Archived"), {}, ActionButton::Role::Toggle, this))
    , m_group(new ActionButton(tr("Group by…"), {}, ActionButton::Role::Flat, this))
    , m_columns(new ActionButton(tr("Columns"), QStringLiteral("columns"), ActionButton::Role::Flat,
                                 this))
{
    m_counting.setSingleShot(true);
    m_counting.setInterval(30);
    connect(&m_counting, &QTimer::timeout, this, &FilterBar::countNow);
    m_field->setSmall(true);
    m_field->setAccessibleName(tr("Filter runs"));
    m_archived->setSmall(true);
    m_archived->setCheckable(true);
    m_archived->setVisible(false);
    m_group->setSmall(true);
    m_columns->setSmall(true);
    auto *row = new QHBoxLayout(this);
    row->addWidget(m_field);
    row->addLayout(m_chipRow);
    row->addStretch(1);
    row->addWidget(m_count);
    row->addWidget(m_archived);
    row->addWidget(m_group);
    row->addWidget(m_columns);
    connect(m_field, &SearchField::searchChanged, this, &FilterBar::apply);
    connect(m_field, &QLineEdit::returnPressed, this, [this] {
        // What is complete becomes a chip, so that the field is free for the next word.
        const QString typed = m_field->text().trimmed();
        if (!becomesChip(typed) || typed.contains(u' '))
            return;
        m_field->clear();
        addChip(typed);
        apply();
    });
    connect(m_archived, &QPushButton::toggled, this, [this](bool on) {
        m_proxy->setArchivedShown(on);
        showCount();
        emit filterEdited();
    });
    connect(m_group, &QPushButton::clicked, this, &FilterBar::showGroupMenu);
    connect(m_columns, &QPushButton::clicked, this, &FilterBar::showColumnMenu);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_proxy, signal, this, &FilterBar::showCount);
    connect(m_proxy, &QAbstractItemModel::modelReset, this, &FilterBar::showCount);
    connect(m_proxy, &QAbstractItemModel::layoutChanged, this, &FilterBar::showCount);
    connect(m_proxy, &RunFilterProxy::filterChanged, this, &FilterBar::showCount);
    connect(m_runs, &QAbstractItemModel::rowsInserted, this, &FilterBar::showCount);
    connect(m_runs, &QAbstractItemModel::dataChanged, this, &FilterBar::showCount);
    Theme::instance().follow(this, [this, row] {
        const Theme &theme = Theme::instance();
        row->setContentsMargins(theme.px(8), 0, theme.px(8), 0);
        row->setSpacing(theme.px(6));
        m_chipRow->setSpacing(theme.px(4));
        setFixedHeight(theme.px(36));
        m_field->setFixedWidth(theme.px(216));
    });
    showCount();
}

QString FilterBar::text() const
{
    QStringList terms;
    for (const Chip *chip : m_chips)
        terms << chip->property("term").toString();
    const QString typed = m_field->text().trimmed();
    if (!typed.isEmpty())
        terms << typed;
    return terms.join(u' ');
}

void FilterBar::setText(const QString &text)
{
    qDeleteAll(std::exchange(m_chips, {}));
    QStringList typed;
    for (const QString &word : words(text)) {
        if (becomesChip(word))
            addChip(word);
        else
            typed << word;
    }
    m_field->setText(typed.join(u' '));
    apply();
}

void FilterBar::addTag(const QString &tag)
{
    const QString term =
        tag.contains(u' ') ? QString(u"tag:\"" + tag + u'"') : QString(u"tag:" + tag);
    for (const Chip *chip : m_chips)
        if (chip->property("term") == term)
            return;
    addChip(term);
    apply();
}

void FilterBar::clear()
{
    setText({});
}

void FilterBar::focusField()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

QString FilterBar::groupKey() const
{
    return m_proxy->groupKey();
}

void FilterBar::setGroupKey(const QString &key)
{
    if (key == m_proxy->groupKey())
        return;
    m_proxy->setGroupKey(key);
    m_group->setText(key.isEmpty() ? tr("Group by…") : tr("Grouped by %1").arg(key));
    emit groupKeyChanged(key);
    emit filterEdited();
}

void FilterBar::apply()
{
    m_proxy->setFilterText(text());
    m_field->setInvalid(m_proxy->filterProblem());
    showCount();
    emit filterEdited();
}

void FilterBar::addChip(const QString &term)
{
    auto *chip = new Chip(chipText(term), true, this);
    chip->setProperty("term", term);
    m_chips << chip;
    m_chipRow->addWidget(chip);
    chip->show();
    connect(chip, &Chip::removeRequested, this, [this, chip] {
        m_chips.removeOne(chip);
        chip->hide();
        chip->deleteLater();
        m_field->setFocus(Qt::OtherFocusReason);
        apply();
    });
}

void FilterBar::showCount()
{
    if (!m_counting.isActive())
        m_counting.start();
}

void FilterBar::countNow()
{
    const int all = m_runs->rowCount();
    const QVector<RunInfo> &runs = m_runs->runs();
    int visible = 0; // in the charts: what passes the filter and has its eye open
    for (int row = 0; row < m_proxy->rowCount(); ++row) {
        const RunInfo *run = m_runs->find(m_proxy->runId(row));
        visible += run && run->annotation.shown ? 1 : 0;
    }
    m_count->setText(tr("%1 of %2 shown").arg(grouped(visible), grouped(all)));
    const bool anyArchived = std::any_of(
        runs.begin(), runs.end(), [](const RunInfo &run) { return run.annotation.archived; });
    m_archived->setVisible(anyArchived || m_proxy->isArchivedShown());
}

void FilterBar::showGroupMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto *group = new QActionGroup(menu);
    const auto add = [&](const QString &text, const QString &key) {
        QAction *action = menu->addAction(text, this, [this, key] { setGroupKey(key); });
        action->setCheckable(true);
        action->setChecked(key == groupKey());
        group->addAction(action);
    };
    add(tr("No groups"), {});
    menu->addSeparator();
    add(tr("State"), QStringLiteral("state"));
    add(tr("Stage"), QStringLiteral("stage"));
    add(tr("Preset"), QStringLiteral("preset"));
    add(tr("Tag"), QStringLiteral("tag"));
    add(tr("Devices"), QStringLiteral("devices"));
    menu->addSeparator();
    // Of the configuration only what tells the runs apart.
    for (const QString &key : configKeys()) {
        if (m_runs->groupNames(key).size() > 1)
            add(key, key);
    }
    menu->popup(m_group->mapToGlobal(QPoint(0, m_group->height())));
}

void FilterBar::showColumnMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    emit columnMenuRequested(menu);
    menu->popup(m_columns->mapToGlobal(QPoint(0, m_columns->height())));
}

} // namespace phi1
