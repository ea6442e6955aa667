// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/focus_ring.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QFocusFrame>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTextEdit>

namespace phi1 {
namespace {

/// The widget whose outline is the control's: the spin box or editable combo box, not the line edit
/// inside.
QWidget *outlineOf(QWidget *focused)
{
    QWidget *parent = focused->parentWidget();
    if (qobject_cast<QLineEdit *>(focused) &&
        (qobject_cast<QAbstractSpinBox *>(parent) || qobject_cast<QComboBox *>(parent)))
        return parent;
    return focused;
}

bool takesText(QWidget *focused)
{
    if (const auto *combo = qobject_cast<QComboBox *>(focused))
        return combo->isEditable();
    return qobject_cast<QLineEdit *>(focused) || qobject_cast<QAbstractSpinBox *>(focused);
}

bool wantsRing(QWidget *focused, bool byKeyboard)
{
    if (focused->isWindow() || focused->property("phi1OwnFocus").toBool())
        return false;
    if (qobject_cast<QMenu *>(focused) || qobject_cast<QPlainTextEdit *>(focused) ||
        qobject_cast<QTextEdit *>(focused))
        return false;
    // An editor inside a row fills its cell.
    for (QWidget *ancestor = focused->parentWidget(); ancestor;
         ancestor = ancestor->parentWidget()) {
        if (qobject_cast<QAbstractItemView *>(ancestor))
            return false;
        if (ancestor->isWindow())
            break;
    }
    if (const auto *view = qobject_cast<QAbstractItemView *>(focused))
        return byKeyboard && !view->currentIndex().isValid();
    return byKeyboard || takesText(focused);
}

} // namespace

FocusRing::FocusRing(QObject *parent)
    : QObject(parent)
{}

FocusRing::~FocusRing()
{
    clear();
}

void FocusRing::clear()
{
    delete m_frame.data();
}

void FocusRing::update(QWidget *focused, bool byKeyboard)
{
    if (!focused || !wantsRing(focused, byKeyboard)) {
        clear();
        return;
    }
    QWidget *outline = outlineOf(focused);
    if (m_frame && m_frame->widget() == outline) {
        m_frame->update();
        return;
    }
    // A frame belongs to the window of its widget, so another window needs another frame.
    clear();
    m_frame = new QFocusFrame(outline);
    m_frame->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_frame->setWidget(outline);
}

} // namespace phi1
