// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/inspector_dock.h"

#include "views/shell/inspector_frame.h"
#include "views/shell/inspector_title.h"
#include "views/shell/page.h"
#include "views/theme/theme.h"

#include <QCloseEvent>
#include <QGuiApplication>
#include <QMainWindow>
#include <QMenu>
#include <QStackedWidget>
#include <QTimer>

#include <algorithm>

namespace phi1 {
namespace {

using namespace Qt::StringLiterals;

constexpr int smallestWidth = 240; // px() of ui.md, section 2
constexpr int usualWidth = 292;
constexpr int largestWidth = 480;
constexpr int usualHeight = 260;

} // namespace

InspectorDock::InspectorDock(QMainWindow *area)
    : QDockWidget(area)
    , m_area(area)
    , m_title(new InspectorTitle(this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(u"inspector"_s);
    setAccessibleName(tr("Inspector"));
    setAllowedAreas(Qt::RightDockWidgetArea | Qt::BottomDockWidgetArea);
    setTitleBarWidget(m_title);
    setWidget(m_stack);
    area->addDockWidget(Qt::RightDockWidgetArea, this);
    hide();
    connect(m_title, &InspectorTitle::closeRequested, this, [this] { setShown(false); });
    connect(m_title, &InspectorTitle::placeRequested, this, [this](QWidget *at) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(tr("At the right"), this, [this] { moveTo(Qt::RightDockWidgetArea); });
        menu->addAction(tr("At the bottom"), this, [this] { moveTo(Qt::BottomDockWidgetArea); });
        menu->addAction(tr("As a window"), this, [this] { moveTo(Qt::NoDockWidgetArea); });
        menu->popup(at->mapToGlobal(QPoint(0, at->height())));
    });
    connect(this, &QDockWidget::dockLocationChanged, this, [this](Qt::DockWidgetArea where) {
        if (m_applying || where == Qt::NoDockWidgetArea)
            return;
        place().area = where;
        apply();
        emit stateChanged();
    });
    connect(this, &QDockWidget::topLevelChanged, this, [this](bool floating) {
        if (m_applying)
            return;
        place().floating = floating;
        apply();
        emit stateChanged();
    });
    Theme::instance().follow(this, [this] {
        updateTitle(); // the colours of runs differ between the themes
        apply();
    });
}

void InspectorDock::showPage(Page *page, QWidget *content, bool narrow)
{
    if (m_page)
        m_page->disconnect(this);
    m_page = page;
    m_pageId = page->id();
    m_narrow = narrow;
    if (!m_contents.contains(m_pageId)) {
        m_contents.insert(m_pageId, content ? new InspectorFrame(content, m_stack) : nullptr);
        if (content)
            m_stack->addWidget(m_contents.value(m_pageId));
    }
    m_content = m_contents.value(m_pageId);
    if (m_content)
        m_stack->setCurrentWidget(m_content);
    connect(page, &Page::inspectorTitleChanged, this, [this] {
        updateTitle();
        if (isWanted() == isHidden())
            apply();
    });
    updateTitle();
    apply();
}

void InspectorDock::updateTitle()
{
    const QString title = m_page ? m_page->inspectorTitle() : QString();
    m_title->setTitle(title.isEmpty() ? tr("Inspector") : title);
    m_title->setColour(m_page ? m_page->inspectorColour() : QColor());
    setWindowTitle(m_title->title());
}

bool InspectorDock::isWanted() const
{
    const Place wanted = m_places.value(m_pageId);
    return m_content && m_page && !m_page->inspectorIsIdle() &&
           (m_narrow ? wanted.shownNarrow : wanted.shown);
}

void InspectorDock::apply()
{
    if (m_pageId.isEmpty())
        return;
    const bool before = m_applying;
    m_applying = true;
    const Theme &theme = Theme::instance();
    const Place wanted = place();
    if (wanted.floating != isFloating() && isWanted())
        setFloating(wanted.floating);
    if (!wanted.floating && m_area->dockWidgetArea(this) != wanted.area)
        m_area->addDockWidget(wanted.area, this);
    if (wanted.floating)
        setGeometry(wanted.floatingGeometry.isValid() ? wanted.floatingGeometry
                                                      : usualFloatingGeometry());

    const bool atRight = !wanted.floating && wanted.area == Qt::RightDockWidgetArea;
    QMargins margins;
    if (!wanted.floating)
        margins = atRight ? QMargins(0, 0, theme.px(16), theme.px(8))
                          : QMargins(theme.px(16), 0, theme.px(16), theme.px(8));
    m_title->setMargins({margins.left(), 0, margins.right(), 0});
    if (auto *frame = qobject_cast<InspectorFrame *>(m_content))
        frame->setMargins(margins);
    const int sides = margins.left() + margins.right();
    setMinimumWidth(theme.px(smallestWidth) + sides);
    setMaximumWidth(atRight ? theme.px(largestWidth) + sides : QWIDGETSIZE_MAX);
    setVisible(isWanted());
    if (isWanted() && !wanted.floating) {
        const int usual = atRight ? theme.px(usualWidth) + sides : theme.px(usualHeight);
        holdExtent(wanted.extent > 0 ? wanted.extent : usual, atRight);
    }
    m_applying = before;
    emit shownChanged(isWanted());
}

QRect InspectorDock::usualFloatingGeometry() const
{
    const Theme &theme = Theme::instance();
    const QSize size(theme.px(usualWidth), theme.px(520));
    const QPoint corner = m_area->mapToGlobal(QPoint(m_area->width(), 0));
    return {corner - QPoint(size.width() + theme.px(16), 0), size};
}

void InspectorDock::holdExtent(int extent, bool atRight)
{
    const auto resize = [this, extent, atRight] {
        m_area->resizeDocks({this}, {extent}, atRight ? Qt::Horizontal : Qt::Vertical);
    };
    resize();
    // Again behind the layout that showing it asks for, which begins from the smallest size.
    QTimer::singleShot(0, this, [this, resize, round = ++m_round] {
        if (round == m_round && isVisible() && !isFloating())
            resize();
    });
}

void InspectorDock::setNarrow(bool narrow)
{
    if (m_narrow == narrow)
        return;
    m_narrow = narrow;
    apply();
}

void InspectorDock::setShown(bool shown)
{
    if (!m_content)
        return;
    (m_narrow ? place().shownNarrow : place().shown) = shown;
    apply();
    emit stateChanged();
}

void InspectorDock::toggle()
{
    setShown(!isWanted());
}

void InspectorDock::moveTo(Qt::DockWidgetArea where)
{
    place().floating = where == Qt::NoDockWidgetArea;
    if (where != Qt::NoDockWidgetArea) {
        place().area = where;
        place().extent = 0;
    }
    setShown(true);
}

void InspectorDock::closeEvent(QCloseEvent *event)
{
    // Closing the floating window is hiding the inspector, not losing it.
    event->ignore();
    setShown(false);
}

void InspectorDock::resizeEvent(QResizeEvent *event)
{
    QDockWidget::resizeEvent(event);
    if (m_applying || !isVisible() || m_pageId.isEmpty())
        return;
    Place &present = place();
    if (isFloating())
        present.floatingGeometry = geometry();
    else if (QGuiApplication::mouseButtons() == Qt::NoButton)
        return; // the layout's doing, not somebody's who drags the handle
    else
        present.extent = present.area == Qt::RightDockWidgetArea ? width() : height();
    emit stateChanged();
}

void InspectorDock::moveEvent(QMoveEvent *event)
{
    QDockWidget::moveEvent(event);
    if (m_applying || !isVisible() || !isFloating() || m_pageId.isEmpty())
        return;
    place().floatingGeometry = geometry();
    emit stateChanged();
}

QVariantMap InspectorDock::saveState() const
{
    QVariantMap state;
    for (auto it = m_places.cbegin(); it != m_places.cend(); ++it) {
        const QRect window = it->floatingGeometry;
        state.insert(it.key(),
                     QVariantMap{{u"shown"_s, it->shown},
                                 {u"shownNarrow"_s, it->shownNarrow},
                                 {u"bottom"_s, it->area == Qt::BottomDockWidgetArea},
                                 {u"floating"_s, it->floating},
                                 {u"extent"_s, it->extent},
                                 {u"window"_s, QVariantList{window.x(), window.y(), window.width(),
                                                            window.height()}}});
    }
    return state;
}

void InspectorDock::restoreState(const QVariantMap &state)
{
    for (auto it = state.cbegin(); it != state.cend(); ++it) {
        const QVariantMap saved = it.value().toMap();
        Place restored;
        restored.shown = saved.value(u"shown"_s, true).toBool();
        restored.shownNarrow = saved.value(u"shownNarrow"_s, false).toBool();
        restored.area =
            saved.value(u"bottom"_s).toBool() ? Qt::BottomDockWidgetArea : Qt::RightDockWidgetArea;
        restored.floating = saved.value(u"floating"_s).toBool();
        restored.extent = std::clamp(saved.value(u"extent"_s).toInt(), 0, 4000);
        const QVariantList window = saved.value(u"window"_s).toList();
        if (window.size() == 4 && window[2].toInt() > 0 && window[3].toInt() > 0)
            restored.floatingGeometry =
                QRect(window[0].toInt(), window[1].toInt(), std::min(window[2].toInt(), 4000),
                      std::min(window[3].toInt(), 4000));
        m_places.insert(it.key(), restored);
    }
    apply();
}

} // namespace phi1
