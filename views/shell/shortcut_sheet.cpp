// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/shortcut_sheet.h"

#include "views/shell/action_registry.h"
#include "views/theme/theme.h"
#include "views/widgets/key_hint.h"
#include "views/widgets/text_label.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace phi1 {
namespace {

struct Line {
    QStringList keys;
    QString text;
};

struct Group {
    QString title;
    QVector<Line> lines;
    bool everywhere = false;
};

/// Groups in the order of registration, those of the page before those that work everywhere.
QVector<Group> groupsInSight(const ActionRegistry &registry)
{
    QVector<Group> groups;
    const auto group = [&groups](const QString &title, bool everywhere) -> Group & {
        const auto found = std::find_if(groups.begin(), groups.end(), [&](const Group &g) {
            return g.title == title && g.everywhere == everywhere;
        });
        if (found != groups.end())
            return *found;
        groups.append({title, {}, everywhere});
        return groups.last();
    };
    const QList<QAction *> actions = registry.all();
    for (const QAction *action : actions) {
        if (!registry.isInSight(action) || action->shortcuts().isEmpty())
            continue;
        Line line;
        line.text = action->text().remove(QLatin1Char('&'));
        const QList<QKeySequence> shortcuts = action->shortcuts();
        for (const QKeySequence &keys : shortcuts)
            line.keys.append(keys.toString(QKeySequence::NativeText));
        group(registry.groupOf(action), registry.worksEverywhere(action)).lines.append(line);
    }
    const QList<DescribedKey> described = registry.describedKeys();
    for (const DescribedKey &key : described)
        if (!key.context || key.context->isVisible())
            group(key.group, !key.context).lines.append({{key.keys}, key.text});
    std::stable_partition(groups.begin(), groups.end(),
                          [](const Group &g) { return !g.everywhere; });
    return groups;
}

/// Below what the column holds already.
void addGroup(QGridLayout *column, const Group &group)
{
    const Theme &theme = Theme::instance();
    int row = column->rowCount();
    if (row > 1)
        column->setRowMinimumHeight(row++, theme.px(8)); // between groups
    column->addWidget(new TextLabel(group.title, Theme::Font::Section), row++, 0, 1, 2);
    for (const Line &line : group.lines) {
        auto *keys = new QHBoxLayout;
        keys->setSpacing(theme.px(4));
        for (const QString &key : line.keys)
            keys->addWidget(new KeyHint(key));
        keys->addStretch(1);
        column->addLayout(keys, row, 0);
        column->addWidget(new TextLabel(line.text, Theme::Font::Body, Theme::Token::Text2), row++,
                          1);
    }
}

QGridLayout *newColumn()
{
    const Theme &theme = Theme::instance();
    auto *column = new QGridLayout;
    column->setHorizontalSpacing(theme.px(12));
    column->setVerticalSpacing(theme.px(6));
    column->setColumnMinimumWidth(0, theme.px(120));
    column->setColumnStretch(1, 1);
    return column;
}

} // namespace

ShortcutSheet::ShortcutSheet(const ActionRegistry &registry, QWidget *window)
    : Overlay(window)
    , m_registry(registry)
    , m_scroll(new QScrollArea(this))
{
    setObjectName(QStringLiteral("shortcut_sheet"));
    setAccessibleName(tr("Keys"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::StrongFocus); // arrows and Page Down scroll
    m_scroll->setProperty("phi1OwnFocus", true);
    m_scroll->setAccessibleName(tr("Keys of this page and keys that work everywhere"));
    auto *layout = new QVBoxLayout(this);
    auto *head = new QHBoxLayout;
    head->addWidget(new TextLabel(tr("Keys"), Theme::Font::PageTitle));
    head->addStretch(1);
    head->addWidget(new TextLabel(tr("Esc closes"), Theme::Font::Small, Theme::Token::Text3));
    layout->addLayout(head);
    layout->addWidget(m_scroll, 1);
    Theme::instance().follow(this, [layout] {
        const Theme &theme = Theme::instance();
        layout->setContentsMargins(theme.px(24), theme.px(16), theme.px(12), theme.px(12));
        layout->setSpacing(theme.px(12));
    });
}

QSize ShortcutSheet::sizeIn(const QSize &window) const
{
    const Theme &theme = Theme::instance();
    const int content = m_scroll->widget() ? m_scroll->widget()->sizeHint().height() : 0;
    return {std::min(theme.px(880), window.width() - theme.px(64)),
            std::min(content + theme.px(16 + 24 + 12 + 16), window.height() - theme.px(80))};
}

QWidget *ShortcutSheet::firstFocus()
{
    return m_scroll;
}

void ShortcutSheet::aboutToOpen()
{
    const Theme &theme = Theme::instance();
    const QVector<Group> groups = groupsInSight(m_registry);
    m_lines.clear();
    int total = 0;
    for (const Group &group : groups) {
        total += static_cast<int>(group.lines.size()) + 2;
        for (const Line &line : group.lines)
            m_lines.append(line.keys.join(u", ") % u": " % line.text);
    }
    auto *content = new QWidget;
    auto *columns = new QHBoxLayout(content);
    columns->setContentsMargins(0, 0, theme.px(12), 0);
    columns->setSpacing(theme.px(40));
    QGridLayout *left = newColumn();
    QGridLayout *right = newColumn();
    columns->addLayout(left, 1);
    columns->addLayout(right, 1);
    int placed = 0;
    for (const Group &group : groups) {
        const int lines = static_cast<int>(group.lines.size()) + 2;
        // By the middle of the group, so that the columns come out about equally long.
        addGroup(placed + lines / 2 <= total / 2 ? left : right, group);
        placed += lines;
    }
    for (QGridLayout *column : {left, right})
        column->setRowStretch(column->rowCount(), 1);
    m_scroll->setWidget(content);
    content->setAutoFillBackground(false); // the overlay's surface shows through
}

} // namespace phi1
