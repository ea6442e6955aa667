// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QList>
#include <QString>
#include <QVariantMap>
#include <QWidget>

#include "views/shell/page_context.h"

namespace phi1 {

/// One page of the window. It is built at its first visit and lives until the window closes.
/// The window draws the header (title, facts, actions) above it and the inspector beside it, and
/// gives it the page's margins: the outermost layout of a page has none of its own.
class Page : public QWidget
{
    Q_OBJECT
public:
    explicit Page(PageContext &context, QWidget *parent = nullptr);

    virtual QString id() const = 0; ///< "runs"; a key of saved layouts
    virtual QString title() const = 0;
    virtual QString iconName() const = 0;
    virtual QString facts() const { return {}; } ///< one line beside the title; see factsChanged()
    /// Buttons at the right of the header, left to right, the primary one last. Asked for once,
    /// after construction; the header becomes their parent.
    virtual QList<QWidget *> headerActions() { return {}; }
    /// Details of the selection. Asked for once; the dock becomes its parent. Pages without one
    /// have no dock.
    virtual QWidget *inspector() { return nullptr; }
    /// Nothing could be shown in it now (no runs at all): it is hidden, whatever was chosen.
    /// Announce changes by inspectorTitleChanged().
    virtual bool inspectorIsIdle() const { return false; }
    virtual QString inspectorTitle() const { return {}; }
    virtual QColor inspectorColour() const { return {}; } ///< swatch before the title, if valid
    /// Panels that F6 walks through, in reading order; the one that gets the focus is any child of
    /// them that takes it. The inspector is added by the window.
    virtual QList<QWidget *> panels() const { return {}; }
    virtual void focusSearch() {} ///< Ctrl+F and /

    /// What comes back after a restart: splitters as fractions, filters, zooms, drafts. Must be
    /// plain values (numbers, text, lists, maps, byte arrays). Announce changes by stateChanged().
    virtual QVariantMap saveState() const { return {}; }
    /// May hold anything, since the file could be older, newer or edited: ignore what does not fit.
    virtual void restoreState(const QVariantMap &state) { Q_UNUSED(state); }
    /// The page became the current one.
    virtual void opened(const QVariantMap &arguments) { Q_UNUSED(arguments); }
    virtual bool showsInRail() const { return true; }
    /// Id of the page whose rail entry stays selected and to which the back arrow leads.
    virtual QString railParent() const { return {}; }

    PageContext &context() const { return m_context; }

signals:
    void badgeChanged(int count); ///< 0 hides it
    void factsChanged();
    void inspectorTitleChanged(); ///< title, colour or idleness
    void stateChanged();          ///< saveState() would give something else; saved a moment later

private:
    PageContext &m_context;
};

} // namespace phi1
