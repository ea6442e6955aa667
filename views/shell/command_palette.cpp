// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/command_palette.h"

#include "views/shell/action_registry.h"
#include "views/shell/palette_delegate.h"
#include "views/shell/palette_list.h"
#include "views/theme/theme.h"
#include "views/widgets/text_label.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QVBoxLayout>

#include <algorithm>

namespace phi1 {

CommandPalette::CommandPalette(const ActionRegistry &registry, QWidget *window)
    : Overlay(window)
    , m_list(new PaletteList(registry, this))
    , m_field(new QLineEdit(this))
    , m_view(new QListView(this))
    , m_nothing(
          new TextLabel(tr("Nothing has this name"), Theme::Font::Body, Theme::Token::Text3, this))
{
    setObjectName(QStringLiteral("command_palette"));
    setAccessibleName(tr("Find a command, a page or a run"));
    m_field->setPlaceholderText(tr("Command, page or run"));
    m_field->setAccessibleName(tr("Command, page or run"));
    m_field->installEventFilter(this);
    m_view->setModel(m_list);
    m_view->setItemDelegate(new PaletteDelegate(m_view));
    m_view->setUniformItemSizes(true);
    m_view->setFocusPolicy(Qt::NoFocus); // the field keeps the focus and moves the selection
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setMouseTracking(true);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setAccessibleName(tr("What was found"));
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->hide();
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_field);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_nothing, 1);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_view, &QListView::clicked, this, [this](const QModelIndex &at) { run(at.row()); });
    Theme::instance().follow(this, [this, layout] {
        const int margin = Theme::instance().px(8);
        layout->setContentsMargins(margin, margin, margin, margin);
        layout->setSpacing(margin);
    });
}

QSize CommandPalette::sizeIn(const QSize &) const
{
    const Theme &theme = Theme::instance();
    return {theme.px(560), theme.px(8 + 28 + 8 + 12 * 28 + 8)};
}

QWidget *CommandPalette::firstFocus()
{
    return m_field;
}

void CommandPalette::aboutToOpen()
{
    m_list->load();
    m_field->clear();
    search({});
}

void CommandPalette::search(const QString &text)
{
    m_list->setQuery(text);
    const bool found = m_list->rowCount() > 0;
    m_view->setVisible(found);
    m_nothing->setVisible(!found);
    if (found)
        m_view->setCurrentIndex(m_list->index(0));
}

void CommandPalette::run(int row)
{
    const QModelIndex index = m_list->index(row);
    if (!index.isValid() || !index.data(PaletteList::EnabledRole).toBool())
        return;
    // Closed first: the command then finds the focus where it was.
    dismiss();
    m_list->trigger(row);
}

void CommandPalette::move(int rows)
{
    const int count = m_list->rowCount();
    if (count == 0)
        return;
    const int present = std::max(0, m_view->currentIndex().row());
    const int direction = rows < 0 ? -1 : 1;
    // Single steps go around, pages stop at the ends; what rests is passed over.
    int wanted = std::abs(rows) == 1 ? (present + rows + count) % count
                                     : std::clamp(present + rows, 0, count - 1);
    for (int tried = 0; tried < count; ++tried) {
        if (m_list->index(wanted).flags().testFlag(Qt::ItemIsEnabled)) {
            m_view->setCurrentIndex(m_list->index(wanted));
            return;
        }
        wanted = (wanted + direction + count) % count;
    }
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    const bool isKey =
        event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (watched != m_field || !isKey)
        return Overlay::eventFilter(watched, event);
    const bool press = event->type() == QEvent::KeyPress;
    const int page = std::max(1, m_view->height() / std::max(1, m_view->sizeHintForRow(0)) - 1);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Down:
        if (press)
            move(1);
        break;
    case Qt::Key_Up:
        if (press)
            move(-1);
        break;
    case Qt::Key_PageDown:
        if (press)
            move(page);
        break;
    case Qt::Key_PageUp:
        if (press)
            move(-page);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (press)
            run(m_view->currentIndex().row());
        break;
    case Qt::Key_Escape:
        if (press)
            dismiss();
        break;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        break; // one tab stop: the list follows the field
    default:
        return Overlay::eventFilter(watched, event);
    }
    event->accept(); // of a ShortcutOverride: the page's own keys rest meanwhile
    return true;
}

} // namespace phi1
